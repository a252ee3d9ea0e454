// Runs found and listed.
#include <algorithm>
#include <functional>
#include <system_error>

#include "host/error/error.hpp"
#include "host/results/layout.hpp"
#include "host/results/results.hpp"
#include "host/results/run_folder.hpp"
#include "host/storage/folders.hpp"
#include "host/storage/manifest.hpp"

namespace trainyard::results {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> full_names(const std::vector<RunEntry>& runs) {
  std::vector<std::string> names;
  names.reserve(runs.size());
  for (const RunEntry& run : runs) names.push_back(run.name);
  return names;
}

std::string some_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 5); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > 5 ? text + ", …" : text;
}

/// A path to a run's folder, published or pending, in this results directory or any other.
std::optional<RunEntry> run_at(const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::nullopt;
  const fs::path folder = fs::absolute(path / "").lexically_normal().parent_path();
  if (!fs::exists(folder / "run.json")) return std::nullopt;
  return read_run(folder, folder.parent_path().filename() == pending_name);
}

}  // namespace

std::optional<RunEntry> Results::find_published(const std::string& experiment, const std::string& key) const {
  std::vector<RunEntry> runs = runs_of(root_ / "experiments" / experiment, true, false);
  sort_runs(runs);
  for (RunEntry& run : runs) {
    if (!run.run.is_object() || !run.run.contains("key") || run.run["key"] != key) continue;
    try {
      check_unchanged(run);
    } catch (const Error& error) {
      throw Error(error.code(), std::string(error.what()) + "; restore or remove it, or start afresh with --new");
    }
    return std::move(run);
  }
  return std::nullopt;
}

void check_unchanged(const RunEntry& run) {
  const auto findings = storage::verify_folder(run.folder);
  if (findings.empty()) return;
  throw Error(ExitCode::bad_data, "the finished run " + run.folder.string() + " was changed after it was published: " +
                                      findings.front().path.lexically_relative(run.folder).string() + ": " + findings.front().problem);
}

std::vector<fs::path> Results::experiments(const std::string& experiment) const {
  const std::vector<fs::path> all = storage::folders_in(root_ / "experiments");
  if (experiment.empty()) return all;
  std::vector<std::string> known;
  known.reserve(all.size());
  for (const fs::path& folder : all) known.push_back(folder.filename());
  if (std::ranges::find(known, experiment) != known.end()) return {root_ / "experiments" / experiment};
  std::ranges::sort(known);
  throw Error(ExitCode::no_input, root_.string() + " has no experiment '" + experiment + "'" + suggest(experiment, known));
}

std::vector<RunEntry> Results::list(const std::string& experiment) const {
  std::vector<RunEntry> runs;
  for (const fs::path& folder : experiments(experiment)) {
    for (RunEntry& run : runs_of(folder, true, true)) runs.push_back(std::move(run));
  }
  sort_runs(runs);
  return runs;
}

RunEntry Results::find(const std::string& wanted) const {
  if (wanted.empty()) throw Error(ExitCode::no_input, "no run named");
  if (auto run = run_at(wanted)) return *run;
  std::vector<RunEntry> matching;
  for (const fs::path& experiment : experiments()) {
    for (RunEntry& run : runs_of(experiment, true, true, wanted)) matching.push_back(std::move(run));
  }
  sort_runs(matching);
  for (const RunEntry& run : matching) {
    if (run.name == wanted || run.experiment + "/" + run.name == wanted) return run;
  }
  const auto of_experiment = [&](const RunEntry& run) { return run.experiment == wanted; };
  if (std::ranges::any_of(matching, of_experiment)) std::erase_if(matching, std::not_fn(of_experiment));
  if (matching.size() == 1) return matching.front();
  const std::string where = " in " + root_.string();
  if (!matching.empty()) {
    throw Error(ExitCode::no_input, "'" + wanted + "' names " + std::to_string(matching.size()) + " runs" + where + ": " +
                                        some_of(full_names(matching)) + "; name one of them in full");
  }
  const auto names = full_names(list());
  const std::string near = nearest_name(wanted, names);
  throw Error(ExitCode::no_input, "no run '" + wanted + "'" + where +
                                      (!near.empty()   ? ", did you mean '" + near + "'?"
                                       : names.empty() ? "; it holds none"
                                                       : "; newest: " + some_of(names)));
}

}  // namespace trainyard::results
