#include "host/pipeline/earlier_trials.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <system_error>
#include <vector>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/start_from.hpp"
#include "host/search/study.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/manifest.hpp"

namespace trainyard::pipeline {
namespace {

namespace fs = std::filesystem;

/// Files of finished trials by their numbers.
using TrialFiles = std::map<std::uint64_t, fs::path>;

TrialFiles trial_files(const fs::path& run_folder) {
  TrialFiles files;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(run_folder / "trials", absent)) {
    const std::string stem = entry.path().stem();
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
    if (entry.path().extension() == ".json" && error == std::errc() && end == stem.data() + stem.size()) files[number] = entry.path();
  }
  return files;
}

struct Source {
  results::RunEntry run;
  TrialFiles files;  ///< missing ones alone
};

bool is_unchanged(const results::RunEntry& run) {
  if (run.status != "finished") return true;  // no manifest yet; each trial was published whole
  const auto findings = storage::verify_folder(run.folder);
  if (findings.empty()) return true;
  log::warning("the trials of " + run.name + " are not taken, for it was changed after it was published: " +
               findings.front().path.lexically_relative(run.folder).string() + ": " + findings.front().problem);
  return false;
}

search::Trial read_trial(const fs::path& file) {
  try {
    return search::Trial::from_json(nlohmann::ordered_json::parse(storage::read_file(file)));
  } catch (const nlohmann::json::exception& e) {
    throw Error(ExitCode::bad_data, file.string() + ": not JSON: " + e.what());
  }
}

/// The bytes of a trial's file; nothing when it is no longer there, because its run was published meanwhile, or holds something else.
std::optional<std::string> trial_text(const fs::path& file, std::uint64_t number) {
  try {
    if (read_trial(file).number == number) return storage::read_file(file);
    log::warning(file.string() + " is not taken: it holds the trial of another number");
  } catch (const Error& e) {
    if (e.code() == ExitCode::bad_data) log::warning(file.string() + " is not taken: " + e.what());
    if (e.code() != ExitCode::no_input && e.code() != ExitCode::bad_data) throw;
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t trials_begun(const fs::path& run_folder) {
  const TrialFiles files = trial_files(run_folder);
  return files.empty() ? 0 : files.rbegin()->first + 1;
}

std::vector<search::Trial> trials_of(const fs::path& run_folder) {
  std::vector<search::Trial> trials;
  for (const auto& [number, file] : trial_files(run_folder)) trials.push_back(read_trial(file));
  return trials;
}

bool is_of_study(const results::RunEntry& entry, const Plan& plan, const std::string& study) {
  if (!plan.search || (entry.status != "finished" && entry.status != "interrupted")) return false;
  if (!entry.run.is_object() || entry.run.value("study", "") != study) return false;
  return points_of(entry.run.value("start_from", nlohmann::ordered_json())) == points_of(plan.search->taken);
}

void take_trials(const results::Results& results, const Plan& plan, const std::string& study, const fs::path& run_folder) {
  const TrialFiles ours = trial_files(run_folder);
  if (ours.size() >= plan.search->trials) return;
  std::vector<Source> sources;
  for (const auto& entry : results.list(plan.experiment)) {
    if (!is_of_study(entry, plan, study) || entry.folder == run_folder) continue;
    Source source{.run = entry, .files = trial_files(entry.folder)};
    std::erase_if(source.files, [&](const auto& file) { return file.first >= plan.search->trials || ours.contains(file.first); });
    if (!source.files.empty()) sources.push_back(std::move(source));
  }
  std::ranges::stable_sort(sources, std::greater<>(), [](const Source& source) { return source.files.size(); });
  const auto chosen = std::ranges::find_if(sources, [](const Source& source) { return is_unchanged(source.run); });
  if (chosen == sources.end()) return;
  storage::make_folder(run_folder / "trials");
  std::uint64_t taken = 0;
  for (const auto& [number, file] : chosen->files) {
    const auto text = trial_text(file, number);
    if (!text) continue;
    storage::write_file(run_folder / "trials" / file.filename(), *text);
    ++taken;
  }
  log::info("took " + std::to_string(taken) + " finished trials of " + chosen->run.name);
}

}  // namespace trainyard::pipeline
