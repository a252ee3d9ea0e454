#include "host/pipeline/run_record.hpp"

#include "host/cluster/submission.hpp"
#include "host/log/log.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/system/system.hpp"

namespace trainyard::pipeline {

using nlohmann::ordered_json;

RunRecord::StageTimer::StageTimer(RunRecord& owner, std::string stage_name) : record(owner), name(std::move(stage_name)) {
  log::set_stage(name);
}

RunRecord::StageTimer::~StageTimer() {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  record.durations_[name] = {{"seconds", seconds}, {"device", record.plan_.device.exec.name()}};
}

RunRecord::RunRecord(results::PendingRun& run, const Plan& plan, const Settings& settings, const std::string& verb,
                     const std::string& parent, const ordered_json& identity)
    : run_(run), plan_(plan) {
  run_json_ = ordered_json::parse(storage::read_file(run.folder() / "run.json"));
  run_json_.update(identity);
  const auto& document = plan.config.document();
  run_json_["status"] = "running";
  run_json_["verb"] = verb;
  run_json_["experiment"] = plan.experiment;
  run_json_["description"] = document.value("description", ordered_json(nullptr));
  run_json_["tags"] = document.value("tags", ordered_json::object());
  run_json_["seed"] = plan.seed;
  run_json_["parent"] = parent.empty() ? ordered_json(nullptr) : ordered_json(parent);
  if (settings.repeated) run_json_["repeats"] = settings.repeated->at("name");
  run_json_["command_line"] = settings.command_line;
  const bool first = !settings.resumed || !run_json_.contains("config_file");
  if (first) {  // where it would lie if it lay where its paths start from
    const auto& base = plan.config.overrides().base;
    const auto& file = plan.config.file();
    run_json_["config_file"] = std::filesystem::absolute(base.empty() ? file : base / file.filename()).string();
  }
  run_json_["overrides"] = {{"set", plan.config.overrides().set}, {"flags", plan.config.overrides().flags}};
  run_json_["dataset_path"] = settings.dataset ? ordered_json(settings.dataset->string()) : ordered_json(nullptr);
  run_json_["user"] = system::user();
  run_json_["git"] = system::git_state(run_json_["config_file"].get<std::string>());
  run_json_["trainyard"] = TRAINYARD_VERSION;
  if (const std::string submission = cluster::keep_scripts(run.folder()); !submission.empty()) run_json_["submission"] = submission;
  if (first) storage::write_file(run.folder() / "config.yaml", plan.config.text());  // before run.json says that there is one
  run_.write_json("run.json", run_json_);
}

std::string RunRecord::finish(const std::string& what) {
  ordered_json machine = system::machine({{"xgboost", models::xgboost_version()}});
  machine["device"] = {{"used", plan_.device.exec.name()}, {"asked", plan_.config.at("device")}, {"reason", plan_.device.reason}};
  machine["threads"] = plan_.device.exec.threads;
  if (const ordered_json slurm = system::slurm(); !slurm.is_null()) machine["slurm"] = slurm;
  machine["stages"] = durations_;
  machine["peak_memory_bytes"] = system::peak_memory();
  run_.write_json("system.json", machine);
  const std::string name = results::run_name(what);
  run_json_["status"] = "finished";
  run_json_["name"] = name;
  run_json_["finished"] = system::now_utc();
  run_.write_json("run.json", run_json_);
  return name;
}

ordered_json params_record(const Plan& plan, const models::Params& fitted, const models::Params& effective) {
  return {{"model", {{"type", plan.family->name()}, {"params", plan.family->complete(fitted)}, {"effective", effective}}},
          {"features", plan.config.at("features")},
          {"split", plan.config.at("split")},
          {"search", plan.config.at("search")},
          {"seed", plan.seed}};
}

}  // namespace trainyard::pipeline
