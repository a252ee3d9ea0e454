#include "host/pipeline/tracking_stage.hpp"

#include "host/tracking/tracking.hpp"

namespace trainyard::pipeline {

using nlohmann::ordered_json;

Outcome tracking_stage(const config::Config& config, Outcome outcome) {
  const ordered_json& url = config.at("tracking.mlflow");
  if (!url.is_string() || !outcome.summary.value("run", ordered_json()).is_string()) return outcome;
  const tracking::Server server = tracking::server_at(url.get<std::string>(), config.where("tracking.mlflow"));
  const std::string id = tracking::mirror_run(config.resolve(config.at("results")), server, outcome.summary["run"].get<std::string>());
  outcome.summary["tracking"] = {{"mlflow", server.url}, {"run_id", id.empty() ? ordered_json() : ordered_json(id)}};
  return outcome;
}

}  // namespace trainyard::pipeline
