#include "host/results/clean.hpp"

#include <algorithm>
#include <map>
#include <system_error>

#include "host/error/error.hpp"
#include "host/registry/registry.hpp"
#include "host/results/layout.hpp"
#include "host/results/run_table.hpp"

namespace trainyard::results {
namespace {

namespace fs = std::filesystem;

constexpr const char* removed_prefix = ".removed-";

/// Runs that versions of models came from, with the version.
std::map<fs::path, std::string> registered_runs(const fs::path& root) {
  std::map<fs::path, std::string> runs;
  const auto registry = registry::Registry::open(root);
  for (const auto& [name, model] : registry.models()) {
    for (const auto& version : model.versions) {
      runs[(root / version.run).lexically_normal()] = "model " + name + " version " + std::to_string(version.number);
    }
  }
  return runs;
}

std::uint64_t size_of(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator files(folder, error), end; !error && files != end; files.increment(error)) {
    std::error_code ignored;
    if (const auto size = files->is_regular_file(ignored) ? files->file_size(ignored) : 0; !ignored) bytes += size;
  }
  return bytes;
}

void remove_files(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) throw Error(ExitCode::io, folder.string() + " cannot be removed: " + error.message());
}

void remove_run(const fs::path& folder) {
  const fs::path aside = folder.parent_path() / pending_name / (removed_prefix + folder.filename().string());
  std::error_code error;
  fs::create_directories(aside.parent_path(), error);
  if (!error) fs::rename(folder, aside, error);
  if (error) throw Error(ExitCode::io, folder.string() + " cannot be removed: " + error.message());
  remove_files(aside);
}

/// Whether it is gone: not when somebody has it.
bool remove_interrupted(Results results, const fs::path& folder) {
  try {
    results.claim(folder).discard();
  } catch (const Error& error) {
    if (error.code() != ExitCode::unavailable && error.code() != ExitCode::no_input) throw;
    return false;
  }
  return true;
}

/// What a killed call has left.
void remove_rest(const fs::path& experiment) {
  std::error_code error;
  std::vector<fs::path> rest;
  for (fs::directory_iterator all(experiment / "runs" / pending_name, error), end; !error && all != end; all.increment(error)) {
    if (all->path().filename().string().starts_with(removed_prefix)) rest.push_back(all->path());
  }
  for (const fs::path& folder : rest) remove_files(folder);
}

/// The finished or interrupted runs that no rule keeps, newest first.
std::vector<RunRow> old_runs(const std::vector<RunRow>& all, const Retention& retention, std::chrono::system_clock::time_point now) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  std::map<std::string, std::uint64_t> seen;
  std::vector<RunRow> old;
  for (const RunRow& row : all) {
    if (row.fields.at("status") != (retention.interrupted ? "interrupted" : "finished")) continue;
    const bool among_newest = retention.newest && seen[row.fields.at("experiment")]++ < *retention.newest;
    const bool recent = retention.seconds && static_cast<double>(micros - row.order) < *retention.seconds * 1e6;
    if (!among_newest && !recent) old.push_back(row);
  }
  return old;
}

}  // namespace

Cleaned clean(const Results& results, const Retention& retention, std::chrono::system_clock::time_point now) {
  const auto needed = registered_runs(results.root());
  const auto table = run_table(results, retention.experiment);
  const auto old = old_runs(table.rows, retention, now);
  Cleaned cleaned;
  for (const RunRow& row : old) {
    const auto version = needed.find(row.folder.lexically_normal());
    cleaned.runs.push_back(
        {.folder = row.folder, .bytes = size_of(row.folder), .kept_for = version == needed.end() ? "" : version->second});
  }
  // Newest first, so a run is decided on before its parent, which is older.
  std::map<std::string, std::string> parents;
  for (const RunRow& row : table.rows) {
    const auto at = std::ranges::find(cleaned.runs, row.folder, &Cleaned::Run::folder);
    const std::string name = row.fields.at("run");
    if (at != cleaned.runs.end() && at->kept_for.empty() && parents.contains(name)) at->kept_for = "run " + parents[name];
    const bool stays = at == cleaned.runs.end() || !at->kept_for.empty();
    if (stays && row.fields.contains("parent")) parents.emplace(row.fields["parent"], name);
  }
  if (retention.dry_run) return cleaned;
  for (const fs::path& experiment : results.experiments(retention.experiment)) remove_rest(experiment);
  for (auto& run : cleaned.runs) {
    if (!run.kept_for.empty()) continue;
    if (!retention.interrupted) {
      remove_run(run.folder);
    } else if (!remove_interrupted(results, run.folder)) {
      run.kept_for = "the process that has gone on with it";
    }
  }
  return cleaned;
}

}  // namespace trainyard::results
