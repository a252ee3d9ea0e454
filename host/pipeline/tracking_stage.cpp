#include "host/pipeline/tracking_stage.hpp"

#include <optional>

#include "host/tracking/tracking.hpp"

namespace trainyard::pipeline {

using nlohmann::ordered_json;

namespace {

std::optional<tracking::Server> server_of(const config::Config& config) {
  const ordered_json& url = config.at("tracking.mlflow");
  if (!url.is_string()) return std::nullopt;
  return tracking::server_at(url.get<std::string>(), config.where("tracking.mlflow"));
}

}  // namespace

Outcome tracking_stage(const config::Config& config, Outcome outcome) {
  const auto server = server_of(config);
  if (!server || !outcome.summary.value("run", ordered_json()).is_string()) return outcome;
  const std::string id = tracking::mirror_run(config.resolve(config.at("results")), *server, outcome.summary["run"].get<std::string>());
  outcome.summary["tracking"] = {{"mlflow", server->url}, {"run_id", id.empty() ? ordered_json() : ordered_json(id)}};
  return outcome;
}

void track_unfinished(const config::Config& config, const std::filesystem::path& run, ExitCode code) {
  const auto server = server_of(config);
  if (!server || !std::filesystem::exists(run / "run.json")) return;
  tracking::mirror_unfinished(config.resolve(config.at("results")), *server, run, code == ExitCode::interrupted ? "interrupted" : "failed");
}

}  // namespace trainyard::pipeline
