#include "host/search/study.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>

#include "host/error/error.hpp"
#include "host/evaluate/score.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::search {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

fs::path trial_file(const fs::path& folder, std::uint64_t number) {
  char name[32];
  std::snprintf(name, sizeof name, "%05llu.json", static_cast<unsigned long long>(number));
  return folder / name;
}

std::optional<Trial> recorded(const fs::path& file) {
  if (!fs::exists(file)) return std::nullopt;
  try {
    return Trial::from_json(ordered_json::parse(storage::read_file(file)));
  } catch (const nlohmann::json::exception& e) {
    throw Error(ExitCode::bad_data, file.string() + ": not JSON: " + e.what() + "; start afresh with --new");
  }
}

std::string note(const Trial* best, const std::string& metric) {
  if (best == nullptr) return "";
  char text[96];
  std::snprintf(text, sizeof text, "best %s %.6g (trial %llu)", metric.c_str(), best->value, static_cast<unsigned long long>(best->number));
  return text;
}

const Trial* find_best(const std::vector<Trial>& trials, bool greater) {
  const Trial* best = nullptr;
  for (const auto& trial : trials) {
    if (!std::isfinite(trial.value)) continue;
    if (best == nullptr || (greater ? trial.value > best->value : trial.value < best->value)) best = &trial;
  }
  return best;
}

}  // namespace

StudyResult run_study(const StudySettings& settings, const Grounds& grounds) {
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  const bool greater = evaluate::greater_is_better(settings.metric);
  const Sampler& proposer = sampler(settings.sampler);
  storage::make_folder(settings.folder);

  StudyResult result;
  std::vector<Past> past;
  for (std::uint64_t n = 0; n < settings.trials; ++n) {
    const fs::path file = trial_file(settings.folder, n);
    auto trial = recorded(file);
    if (!trial) {
      if (settings.timeout && elapsed() > *settings.timeout) {
        result.cut_by_timeout = true;
        break;
      }
      const Question question{.space = settings.space,
                              .seed = settings.seed,
                              .trial = n,
                              .history = std::span(past).first(known_trials(n, settings.lag)),
                              .maximise = greater,
                              .start = settings.start};
      trial = cross_validate(settings, grounds, n, propose(proposer, question), trial_seed(settings.seed, n));
      storage::write_file(file, trial->to_json().dump(2) + "\n");
    }
    past.push_back({.number = n, .params = trial->params, .value = trial->value, .state = trial->state});
    result.trials.push_back(std::move(*trial));
    if (settings.progress) settings.progress(n + 1, settings.trials, note(find_best(result.trials, greater), settings.metric));
  }
  result.best = find_best(result.trials, greater);
  if (result.best == nullptr) {
    const std::string why =
        result.trials.empty() ? "the time limit is too short for one trial" : "the first says: " + result.trials.front().reason;
    throw Error(ExitCode::bad_config, "search: no trial succeeded; " + why);
  }
  return result;
}

}  // namespace trainyard::search
