#include "host/pipeline/bundle_place.hpp"

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/registry/registry.hpp"
#include "host/results/results.hpp"

namespace trainyard::pipeline {

BundlePlace bundle_place(const std::string& model, const std::filesystem::path& results_root) {
  if (std::filesystem::exists(model)) return {model, nullptr};
  if (results_root.empty() || !std::filesystem::exists(results_root)) {
    throw Error(ExitCode::no_input, "--model: no run or bundle at '" + model + "', and no results directory to look it up in");
  }
  const auto results = results::Results::open(results_root);
  if (!registry::is_reference(model)) return {results.find(model).folder, nullptr};
  const auto found = registry::Registry::open(results_root).resolve(model);
  const char* const stage = registry::stage_name(found.version.stage);
  log::info(found.model.name + " version " + std::to_string(found.version.number) + ", " + stage);
  return {found.folder, {{"name", found.model.name}, {"version", found.version.number}, {"stage", stage}}};
}

}  // namespace trainyard::pipeline
