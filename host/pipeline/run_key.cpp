#include "host/pipeline/run_key.hpp"

#include "host/error/error.hpp"
#include "host/pipeline/history_stage.hpp"
#include "host/pipeline/split_stage.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::pipeline {

std::string run_key(const Plan& plan, const Data& data, Stage until, const std::string& parent) {
  using nlohmann::ordered_json;
  ordered_json what = {{"trainyard", TRAINYARD_VERSION},
                       {"dataset", data.dataset.version()},
                       {"target", plan.target},
                       {"task", models::task_name(data.goal.target.task)},
                       {"classes", data.goal.labels},
                       {"weight", plan.config.at("data.weight")},
                       {"class_weight", plan.config.at("data.class_weight")},
                       {"threshold", plan.config.at("model.threshold")},
                       {"checkpoint_rounds", plan.checkpoint_rounds},
                       {"split", split_key(plan.config)},
                       {"features", features_key(plan.config)},
                       {"model", {{"type", plan.family->name()}, {"params", plan.family->complete(plan.params)}}},
                       {"search", plan.config.at("search")},
                       {"metric", data.goal.metric},
                       {"metrics", data.goal.metrics},
                       {"seed", plan.seed},
                       {"device", plan.device.exec.on_gpu() ? "cuda" : "cpu"},
                       {"until", until == Stage::search  ? "search"
                                 : until == Stage::train ? "train"
                                                         : "evaluate"},
                       {"parent", parent}};
  for (const auto& file : data.joined) what["joined"].push_back(file.sha256);
  return storage::sha256(what.dump());
}

Stage stage_of(const std::string& verb) { return verb == "sweep" ? Stage::search : verb == "train" ? Stage::train : Stage::evaluate; }

void check_unchanged(const config::Config& config, const std::string& begun_with, const std::string& now) {
  if (begun_with == now) return;
  throw Error(ExitCode::bad_config, config.file().string() +
                                        ": the config or the data has changed since the run was interrupted; undo the change, or start "
                                        "afresh with --new");
}

}  // namespace trainyard::pipeline
