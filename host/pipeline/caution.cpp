#include "host/pipeline/caution.hpp"

#include "host/log/log.hpp"

namespace trainyard::pipeline {

void caution(const config::Config& config, const std::string& key, const std::string& message) {
  if (config.at("strict") == true) {
    config.problem(key, message + " (an error because of strict)");
  } else {
    log::warning(config.where(key) + ": " + message);
  }
}

}  // namespace trainyard::pipeline
