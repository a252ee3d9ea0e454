#include "host/pipeline/shared_study.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/earlier_trials.hpp"
#include "host/pipeline/open_results.hpp"
#include "host/pipeline/run_key.hpp"
#include "host/pipeline/run_record.hpp"
#include "host/pipeline/start_from.hpp"
#include "host/pipeline/stop.hpp"
#include "host/pipeline/summary.hpp"
#include "host/pipeline/trials_stage.hpp"
#include "host/search/time_spent.hpp"
#include "host/storage/lease.hpp"

namespace trainyard::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds look_again{100};
constexpr std::size_t most_named = 20;

/// The pending run of this key, whoever is at it.
std::optional<fs::path> pending_of(const results::Results& results, const std::string& experiment, const std::string& key) {
  for (const auto& entry : results.list(experiment)) {
    const bool pending = entry.status == "running" || entry.status == "interrupted";
    if (pending && entry.run.is_object() && entry.run.value("key", "") == key && entry.run.contains("config_file")) return entry.folder;
  }
  return std::nullopt;
}

/// Makes the run and lets it go, so that all who work on it are alike.
void begin_run(results::Results& results, const Plan& plan, const Data& data, const Settings& settings, const std::string& key) {
  results::PendingRun pending = results.start(plan.experiment, key, results::run_name("sweep"), settings.fresh, plan.config.document());
  if (pending.resumed()) return;
  const RunRecord record(pending, plan, settings, "sweep", "", run_identity(plan, data, key));
  take_trials(results, plan, study_key(plan, data), pending.folder());
  log::info("made the run " + pending.name() + " for all workers");
}

/// Finds the run, or makes it: of several that look for it at once, one does.
fs::path shared_run(results::Results& results, const Plan& plan, const Data& data, const Settings& settings, const std::string& key) {
  const fs::path folder = results.pending_folder(plan.experiment, plan.config.document());
  for (;;) {
    if (auto found = pending_of(results, plan.experiment, key)) return *found;
    check_stop();
    // No run has a name with this beginning, and the lease goes as those of killed programs do.
    if (const auto lease = storage::Lease::acquire(folder / ("begin-" + key.substr(0, 16) + ".lease"))) {
      if (!pending_of(results, plan.experiment, key)) begin_run(results, plan, data, settings, key);
    } else {
      std::this_thread::sleep_for(look_again);
    }
  }
}

std::string missing_text(const std::vector<search::Trial>& trials, std::uint64_t wanted) {
  std::string text;
  std::size_t named = 0;
  for (std::uint64_t number = 0; number < wanted; ++number) {
    if (std::ranges::any_of(trials, [&](const search::Trial& trial) { return trial.number == number; })) continue;
    if (++named > most_named) return text + ", …";
    text += (text.empty() ? "" : ", ") + std::to_string(number);
  }
  return text;
}

}  // namespace

Outcome work(const config::Config& config, const Settings& settings) {
  if (!config.at("search").is_object()) config.problem("search", "is required to sweep: name trials and a space");
  Plan plan = make_plan(config);
  auto results = open_results(config);
  log::info("device " + plan.device.exec.name() + ": " + plan.device.reason);
  const Data data = load_data(plan, settings);
  find_starting_points(plan, results, study_key(plan, data), settings);
  const std::string key = run_key(plan, data, Stage::search);
  if (!settings.fresh) {
    if (const auto done = results.find_published(plan.experiment, key)) {
      log::info("nothing is left to do, " + done->name + " is published");
      return {summary_of(*done, "skipped")};
    }
  }
  const fs::path folder = shared_run(results, plan, data, settings, key);
  log::set_stage("search");
  log::info("working on the trials of " + folder.filename().string());
  share_trials(plan, data, folder);
  return {{{"status", "finished"}, {"run", folder.string()}}};
}

void check_collected(const Plan& plan, const fs::path& folder) {
  const auto trials = trials_of(folder);
  const std::uint64_t wanted = plan.search->trials;
  log::info(std::to_string(trials.size()) + " of " + std::to_string(wanted) + " trials are finished");
  if (trials.size() >= wanted) return;
  std::vector<search::Interval> intervals;
  intervals.reserve(trials.size());
  for (const auto& trial : trials) intervals.emplace_back(trial.start_time, trial.end_time);
  if (search::time_is_up(plan.search->timeout, std::move(intervals))) return;
  throw Error(ExitCode::verdict_no, std::to_string(trials.size()) + " of " + std::to_string(wanted) +
                                        " trials are finished, there is none of number " + missing_text(trials, wanted) +
                                        ". What the workers said tells why; what is there stays, and workers that are started again go on "
                                        "from it");
}

}  // namespace trainyard::pipeline
