#include "host/pipeline/run_key.hpp"

#include "host/error/error.hpp"
#include "host/pipeline/earlier_trials.hpp"
#include "host/pipeline/history_stage.hpp"
#include "host/pipeline/split_stage.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

ordered_json search_key(const Plan& plan) {
  ordered_json search = plan.config.at("search");
  if (search.is_object()) {
    search.erase("trials");
    search.erase("timeout");
  }
  return search;
}

/// What decides a study's trials, each by its number.
ordered_json what_decides(const Plan& plan, const Data& data) {
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
                       {"search", search_key(plan)},
                       {"metric", data.goal.metric},
                       {"metrics", data.goal.metrics},
                       {"seed", plan.seed},
                       {"device", plan.device.exec.on_gpu() ? "cuda" : "cpu"}};
  if (plan.split.calibration > 0) what["held_out"] = plan.split.calibration;
  for (const auto& file : data.joined) what["joined"].push_back(file.sha256);
  return what;
}

std::string value_text(const ordered_json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

}  // namespace

std::string run_key(const Plan& plan, const Data& data, Stage until, const std::string& parent) {
  ordered_json what = what_decides(plan, data);
  if (plan.search) {
    what["trials"] = plan.search->trials;
    what["timeout"] = plan.config.at("search.timeout");
    what["start"] = plan.search->start;
  }
  what["until"] = until == Stage::search ? "search" : until == Stage::train ? "train" : "evaluate";
  if (until != Stage::search) what["uncertainty"] = plan.uncertainty.to_json();
  if (until == Stage::evaluate) {
    const ordered_json& evaluate = plan.config.at("evaluate");
    for (const char* key : {"slices", "fairness"}) what[key] = evaluate.value(key, ordered_json());
    what["gates"] = plan.config.at("gates");
  }
  what["parent"] = parent;
  if (until == Stage::evaluate) what["bootstrap"] = plan.replicates;
  return storage::sha256(what.dump());
}

std::string study_key(const Plan& plan, const Data& data) { return storage::sha256(what_decides(plan, data).dump()); }

ordered_json run_identity(const Plan& plan, const Data& data, const std::string& key) {
  return {{"key", key},
          {"study", study_key(plan, data)},
          {"metric", data.goal.metric},
          {"circumstances", circumstances(plan, data)},
          {"gates", plan.config.at("gates").is_array() ? plan.config.at("gates").size() : 0},
          {"start_from", plan.search ? plan.search->taken : ordered_json()}};
}

Stage stage_of(const std::string& verb) { return verb == "sweep" ? Stage::search : verb == "train" ? Stage::train : Stage::evaluate; }

ordered_json circumstances(const Plan& plan, const Data& data) {
  ordered_json joined = ordered_json::array();
  for (const auto& file : data.joined) joined.push_back(file.sha256);
  return {{"dataset", data.dataset.version()}, {"joined", joined}, {"device", plan.device.exec.on_gpu() ? "cuda" : "cpu"}};
}

void check_goes_on(const Plan& plan, const Data& data, const std::filesystem::path& folder, const ordered_json& run) {
  std::string found;
  const auto hold = [&](const std::string& what, const ordered_json& before, const ordered_json& after) {
    if (before != after) found += "\n  " + what + ": was " + value_text(before) + ", is " + value_text(after);
  };
  if (run.value("study", "") != study_key(plan, data)) {
    const ordered_json then = run.value("circumstances", ordered_json::object()), now = circumstances(plan, data);
    hold("the data has changed, the dataset's version", then.value("dataset", ordered_json()), now.at("dataset"));
    hold("a joined table has changed, SHA-256", then.value("joined", ordered_json()), now.at("joined"));
    hold("the kind of device", then.value("device", ordered_json()), now.at("device"));
    hold("the version of trainyard", run.value("trainyard", ordered_json()), TRAINYARD_VERSION);
    if (found.empty()) found = "\n  the config that is kept with it was edited";
  }
  const std::uint64_t finished = trials_begun(folder);
  if (plan.search && finished > plan.search->trials) {
    found += "\n  search.trials: is " + std::to_string(plan.search->trials) + ", and trial " + std::to_string(finished - 1) +
             " is finished; give " + std::to_string(finished) + " or more";
  }
  if (found.empty()) return;
  throw Error(ExitCode::bad_config, run.value("name", "the run") + " cannot go on:" + found +
                                        "\nUndo the change, or give the command again, which starts a new run and leaves this one");
}

}  // namespace trainyard::pipeline
