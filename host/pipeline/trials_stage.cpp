#include "host/pipeline/trials_stage.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/stages.hpp"
#include "host/pipeline/stop.hpp"
#include "host/pipeline/trial_table.hpp"
#include "host/pipeline/worker_processes.hpp"
#include "host/search/time_spent.hpp"

namespace trainyard::pipeline {
namespace {

namespace fs = std::filesystem;

std::vector<GpuInfo> gpus_for_workers(const Plan& plan) {
  return plan.device.exec.on_gpu() && plan.config.at("device") != plan.device.exec.name() ? visible_gpus() : std::vector<GpuInfo>{};
}

/// One command per worker, each with its share of the threads, and of the GPUs where there are several.
std::vector<std::vector<std::string>> worker_commands(const Plan& plan, const fs::path& folder, int workers) {
  const auto gpus = gpus_for_workers(plan);
  std::vector<std::vector<std::string>> commands;
  for (int i = 0; i < workers; ++i) {
    const std::string device =
        gpus.empty() ? plan.device.exec.name() : "cuda:" + std::to_string(gpus[static_cast<std::size_t>(i) % gpus.size()].ordinal);
    commands.push_back({fs::read_symlink("/proc/self/exe").string(), "resume", fs::absolute(folder).string(), "--worker", "--quiet",
                        "--threads", std::to_string(std::max(1, plan.device.exec.threads / workers)), "--device", device});
  }
  return commands;
}

/// Until they have ended; `finished` is what the study's on_trial counts.
void watch_workers(const std::vector<std::vector<std::string>>& commands, search::Study& study, const std::uint64_t& finished) {
  watch_processes(commands, stop_requested, [&, before = finished]() mutable {
    study.refresh();
    return before != std::exchange(before, finished);
  });
}

}  // namespace

search::StudySettings study_settings(const Plan& plan, const Goal& goal, const fs::path& folder) {
  search::StudySettings settings{.exec = plan.device.exec,
                                 .seed = plan.seed,
                                 .trials = 1,
                                 .space = {},
                                 .metric = goal.metric,
                                 .metrics = goal.metrics,
                                 .threshold = goal.threshold.fixed.value_or(0.5),
                                 .timeout = std::nullopt,
                                 .folder = folder / "trials",
                                 .curves = !plan.search,
                                 .stop = stop_requested,
                                 .warn = log::once(log::warning),
                                 .on_trial = {}};
  if (plan.search) {
    settings.seed = plan.search->seed;
    settings.trials = plan.search->trials;
    settings.sampler = plan.search->sampler;
    settings.pruner = plan.search->pruner;
    settings.lag = plan.search->lag;
    if (plan.search->engine == "batched") settings.folds_side_by_side = static_cast<std::uint64_t>(plan.split.folds);
    settings.space = plan.search->space;
    settings.start = plan.search->start;
    settings.constraints = plan.search->constraints;
    settings.timeout = plan.search->timeout;
  }
  return settings;
}

search::StudyResult make_trials(const Plan& plan, search::StudySettings settings, TrialFolds& folds, const fs::path& folder) {
  if (plan.search) log::info(trial_header(settings.metric));
  log::Progress progress("trials", settings.trials, "trials");
  std::uint64_t finished = 0;
  settings.on_trial = [&, begun = search::now_ms(), rows = plan.search.has_value()](const search::Trial& trial, const search::Trial* best,
                                                                                    std::uint64_t done) {
    if (rows && trial.end_time >= begun) log::info(trial_row(trial, best));
    progress.update(done, best_note(best, settings.metric));
    finished = done;
  };
  search::Study study(settings, [&](const models::Params& params) { return folds.ground(params); });
  study.open();
  if (plan.search && plan.workers > 0 && !study.refresh()) {
    watch_workers(worker_commands(plan, folder, plan.workers), study, finished);
  }
  study.work();
  auto result = study.result();
  if (result.cut_by_timeout) {
    log::warning("search.timeout ended the study after " + std::to_string(result.trials.size()) + " of " + std::to_string(settings.trials) +
                 " trials");
  }
  return result;
}

void share_trials(const Plan& plan, const Data& data, const fs::path& folder) {
  const int workers = plan.workers > 0 ? plan.workers : static_cast<int>(gpus_for_workers(plan).size());
  if (workers < 2) return join_trials(plan, data, folder);
  log::info(std::to_string(workers) + " workers");
  search::StudySettings settings = study_settings(plan, data.goal, folder);
  std::uint64_t finished = 0;
  settings.on_trial = [&](const search::Trial&, const search::Trial*, std::uint64_t done) { finished = done; };
  TrialFolds folds(plan, data);
  search::Study study(std::move(settings), [&](const models::Params& params) { return folds.ground(params); });
  watch_workers(worker_commands(plan, folder, workers), study, finished);
}

void join_trials(const Plan& plan, const Data& data, const fs::path& folder) {
  TrialFolds folds(plan, data);
  try {
    search::Study(study_settings(plan, data.goal, folder), [&](const models::Params& params) { return folds.ground(params); }).work();
  } catch (const Error&) {
    if (fs::exists(folder)) throw;  // else the run was published meanwhile
  }
}

}  // namespace trainyard::pipeline
