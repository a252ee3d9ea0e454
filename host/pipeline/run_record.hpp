// The files of a run that say what was done: run.json, params.json, system.json; and how long each stage took.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "host/pipeline/pipeline.hpp"
#include "host/pipeline/plan.hpp"
#include "host/results/results.hpp"

namespace trainyard::pipeline {

class RunRecord {
 public:
  /// Writes run.json (all `resume` needs) and config.yaml into the pending run. `identity`: what decides its outcome, for run.json.
  RunRecord(results::PendingRun& run, const Plan& plan, const Settings& settings, const std::string& verb, const std::string& parent,
            const nlohmann::ordered_json& identity);

  /// Times `work` as one stage, named in every log line meanwhile.
  template <class Work>
  auto stage(const std::string& name, Work work) {
    const StageTimer timer(*this, name);
    return work();
  }

  void write_json(const std::string& file, const nlohmann::ordered_json& document) const { run_.write_json(file, document); }
  [[nodiscard]] const std::filesystem::path& folder() const { return run_.folder(); }

  /// What `runs show` and a skipped run answer with besides the metrics: best, importance, dataset, split, model.
  void set_summary(nlohmann::ordered_json summary) { run_json_["summary"] = std::move(summary); }

  /// Puts a value of run.json.
  void note(const std::string& key, nlohmann::ordered_json value) { run_json_[key] = std::move(value); }

  /// Writes system.json and the final run.json. Returns the name to publish under, `<time>-<what>-<tail>`.
  std::string finish(const std::string& what);

 private:
  struct StageTimer {
    StageTimer(RunRecord& record, std::string name);
    ~StageTimer();
    RunRecord& record;
    std::string name;
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  };

  results::PendingRun& run_;
  const Plan& plan_;
  nlohmann::ordered_json run_json_;
  nlohmann::ordered_json durations_ = nlohmann::ordered_json::object();
};

/// params.json: every hyperparameter, defaults included. `effective`: what the model's library says it used; empty where no model was
/// fitted.
nlohmann::ordered_json params_record(const Plan& plan, const models::Params& fitted, const models::Params& effective);

}  // namespace trainyard::pipeline
