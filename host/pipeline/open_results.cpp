#include "host/pipeline/open_results.hpp"

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::pipeline {

results::Results open_results(const config::Config& config) {
  const auto folder = config.resolve(config.at("results"));
  try {
    auto results = results::Results::open_or_create(folder);
    storage::check_writable(folder);
    return results;
  } catch (const Error& error) {
    if (error.code() != ExitCode::cannot_create) throw;
    throw Error(error.code(), config.where("results") + ": " + error.what() + "; --results names another one");
  }
}

}  // namespace trainyard::pipeline
