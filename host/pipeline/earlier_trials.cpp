#include "host/pipeline/earlier_trials.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/start_from.hpp"
#include "host/search/trial_store.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/manifest.hpp"

namespace trainyard::pipeline {
namespace {

namespace fs = std::filesystem;

/// None when there are no trials yet, or no longer.
std::vector<std::uint64_t> numbers_in(const fs::path& run_folder) {
  try {
    return search::trial_numbers(run_folder / "trials");
  } catch (const Error& e) {
    if (e.code() == ExitCode::no_input) return {};
    throw;
  }
}

struct Source {
  results::RunEntry run;
  std::vector<std::uint64_t> numbers;  ///< of missing ones alone
};

bool is_unchanged(const results::RunEntry& run) {
  if (run.status != "finished") return true;  // no manifest yet; each trial was published whole
  const auto findings = storage::verify_folder(run.folder);
  if (findings.empty()) return true;
  log::warning("the trials of " + run.name + " are not taken, for it was changed after it was published: " +
               findings.front().path.lexically_relative(run.folder).string() + ": " + findings.front().problem);
  return false;
}

/// The bytes of a trial's file; nothing when it is no longer there, because its run was published meanwhile, or holds something else.
std::optional<std::string> trial_text(const fs::path& folder, std::uint64_t number) {
  try {
    if (search::read_trial(folder, number)) return storage::read_file(search::trial_file(folder, number));
  } catch (const Error& e) {
    if (e.code() == ExitCode::bad_data) log::warning(std::string("not taken: ") + e.what());
    if (e.code() != ExitCode::no_input && e.code() != ExitCode::bad_data) throw;
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t trials_begun(const fs::path& run_folder) {
  const auto numbers = numbers_in(run_folder);
  return numbers.empty() ? 0 : numbers.back() + 1;
}

std::vector<search::Trial> trials_of(const fs::path& run_folder) {
  std::vector<search::Trial> trials;
  for (const std::uint64_t number : numbers_in(run_folder)) {
    if (auto trial = search::read_trial(run_folder / "trials", number)) trials.push_back(std::move(*trial));
  }
  return trials;
}

bool is_of_study(const results::RunEntry& entry, const Plan& plan, const std::string& study) {
  if (!plan.search || (entry.status != "finished" && entry.status != "interrupted")) return false;
  if (!entry.run.is_object() || entry.run.value("study", "") != study) return false;
  return points_of(entry.run.value("start_from", nlohmann::ordered_json())) == points_of(plan.search->taken);
}

void take_trials(const results::Results& results, const Plan& plan, const std::string& study, const fs::path& run_folder) {
  const auto ours = numbers_in(run_folder);
  if (ours.size() >= plan.search->trials) return;
  std::vector<Source> sources;
  for (const auto& entry : results.list(plan.experiment)) {
    if (!is_of_study(entry, plan, study) || entry.folder == run_folder) continue;
    Source source{.run = entry, .numbers = numbers_in(entry.folder)};
    std::erase_if(source.numbers,
                  [&](std::uint64_t number) { return number >= plan.search->trials || std::ranges::binary_search(ours, number); });
    if (!source.numbers.empty()) sources.push_back(std::move(source));
  }
  std::ranges::stable_sort(sources, std::greater<>(), [](const Source& source) { return source.numbers.size(); });
  const auto chosen = std::ranges::find_if(sources, [](const Source& source) { return is_unchanged(source.run); });
  if (chosen == sources.end()) return;
  storage::make_folder(run_folder / "trials");
  std::uint64_t taken = 0;
  for (const std::uint64_t number : chosen->numbers) {
    const auto text = trial_text(chosen->run.folder / "trials", number);
    if (!text) continue;
    storage::write_file(search::trial_file(run_folder / "trials", number), *text);
    ++taken;
  }
  log::info("took " + std::to_string(taken) + " finished trials of " + chosen->run.name);
}

}  // namespace trainyard::pipeline
