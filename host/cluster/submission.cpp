#include "host/cluster/submission.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "host/cluster/notes.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/folders.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::cluster {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* cancelled_name = "cancelled";
constexpr std::chrono::milliseconds look_again{200};

/// Whether `id` is the job, or a task of its array.
bool is_of(const std::string& id, const std::string& job) { return id == job || id.starts_with(job + "_"); }

Task task_of(const fs::path& folder, const std::string& stage, const std::string& name, const std::string& id,
             const std::map<std::string, JobState>& known) {
  Task task{.stage = stage, .task = name, .id = id, .state = {}, .lives = 0};
  const auto found = known.find(id);
  if (found != known.end()) task.state = found->second;
  const auto [lives, code] = lives_of(folder, name);
  task.lives = lives;
  if (task.state.live()) return task;
  if (code) task.state.exit_code = code;  // the script's own word; accounting may lack it, or say 0:0
  if (task.state.state.empty()) task.state.state = !code ? "UNKNOWN" : *code == 0 ? "COMPLETED" : "FAILED";
  if (task.state.state == "COMPLETED") task.state.exit_code = 0;
  return task;
}

/// Cancels what was submitted before the rest was refused.
void take_back(const std::vector<std::string>& ids) {
  if (ids.empty()) return;
  try {
    cancel_jobs(ids);
  } catch (const Error& error) {  // what is told is why the submission failed
    log::warning(error.what());
  }
}

/// The nodes that a script excludes.
std::vector<std::string> excluded_by(const fs::path& script) {
  const std::string option = "#SBATCH --exclude=";
  for (const std::string& line : noted_lines(script)) {
    if (line.starts_with(option)) return {line.substr(option.size())};
  }
  return {};
}

}  // namespace

storage::Lease hold_key(const fs::path& results, const std::string& key) {
  storage::make_folder(results / submissions_name);
  for (;; std::this_thread::sleep_for(look_again)) {
    if (auto lease = storage::Lease::acquire(results / submissions_name / (key.substr(0, 16) + ".lease"))) return std::move(*lease);
  }
}

Submission::Submission(fs::path folder)
    : folder_(std::move(folder)),
      graph_(storage::unseal(storage::read_file(folder_ / "graph.json"), folder_ / "graph.json")),
      jobs_(storage::read_json(folder_ / "jobs.json")) {
  if (!jobs_.is_object()) jobs_ = ordered_json::object();
}

Submission Submission::submit(const Prepared& prepared) {
  for (const char* part : {"lives", "logs"}) storage::make_folder(prepared.folder / part);
  ordered_json graph = {
      {"key", prepared.key}, {"experiment", prepared.experiment}, {"graph", prepared.graph.to_json()}, {"files", ordered_json::object()}};
  for (const auto& [name, text] : prepared.files) {
    storage::write_file(prepared.folder / name, text);
    graph["files"][name] = storage::sha256(text);
  }
  storage::write_file(prepared.folder / "graph.json", storage::seal(graph));
  ordered_json jobs = ordered_json::object();
  std::vector<std::string> ids;
  ids.reserve(prepared.graph.jobs.size());
  try {
    for (const Job& job : prepared.graph.jobs) {
      const std::string after = job.after.empty() ? "" : jobs.at(job.after).get<std::string>();
      ids.push_back(submit_script(job.stage + ".sh", prepared.folder.string(), job.condition, after));
      jobs[job.stage] = ids.back();
      storage::write_file(prepared.folder / "jobs.json", jobs.dump(2) + "\n");  // each at once: what is not noted cannot be cancelled
    }
  } catch (const Error&) {
    take_back(ids);
    fs::remove_all(prepared.folder);
    throw;
  }
  return Submission(prepared.folder);
}

std::optional<Submission> Submission::newest(const fs::path& results, const std::string& key) {
  std::vector<fs::path> folders = storage::folders_in(results / submissions_name);
  std::ranges::sort(folders, std::greater<>(), [](const fs::path& folder) { return folder.filename().string(); });
  for (const fs::path& folder : folders) {
    if (!fs::exists(folder / "graph.json") || fs::exists(folder / cancelled_name)) continue;  // being written, cut short, given up
    Submission submission(folder);
    if (submission.graph_.at("key") == key) return submission;
  }
  return std::nullopt;
}

bool Submission::whole() const { return jobs_.size() == graph_.at("graph").at("jobs").size(); }

std::vector<Task> Submission::tasks() const { return tasks_by(ask()); }

std::vector<Task> Submission::noted_tasks() const { return tasks_by({}); }

/// States by job; empty ones of what is another job under our id.
std::map<std::string, JobState> Submission::ask() const {
  std::vector<std::string> ids;
  ids.reserve(jobs_.size());
  for (const auto& [stage, id] : jobs_.items()) ids.push_back(id);
  auto known = job_states(ids);
  const std::string experiment = graph_.value("experiment", "");
  for (const auto& [stage, id] : jobs_.items()) {
    for (auto& [job, state] : known) {
      const bool foreign = !state.name.empty() && !experiment.empty() && state.name != job_name(experiment, stage);
      if (is_of(job, id) && foreign) state = {};
    }
  }
  return known;
}

std::vector<Task> Submission::tasks_by(const std::map<std::string, JobState>& known) const {
  std::vector<Task> out;
  for (const ordered_json& job : graph_.at("graph").at("jobs")) {
    const std::string stage = job.at("stage");
    if (!jobs_.contains(stage)) continue;  // submit was killed before it came to it
    const std::string id = jobs_[stage];
    if (!job.contains("array")) {
      out.push_back(task_of(folder_, stage, stage, id, known));
      continue;
    }
    for (std::uint64_t i = 0; i < job["array"].at("tasks").get<std::uint64_t>(); ++i) {
      out.push_back(task_of(folder_, stage, stage + "-" + std::to_string(i), id + "_" + std::to_string(i), known));
    }
  }
  return out;
}

std::vector<std::string> Submission::failed_nodes() const { return nodes_failed_in(folder_); }

void Submission::avoid_failed_nodes(const std::vector<Task>& tasks) const {
  const auto nodes = failed_nodes();
  if (nodes.empty()) return;
  for (const Task& task : tasks) {
    if (task.state.state != "PENDING") continue;
    std::vector<std::string> excluded = excluded_by(folder_ / (task.stage + ".sh"));
    excluded.insert(excluded.end(), nodes.begin(), nodes.end());
    exclude_nodes({task.id}, excluded);
  }
}

void Submission::cancel() const {
  std::map<std::string, JobState> known;
  try {
    known = ask();
  } catch (const Error& error) {  // scancel passes over what has ended
    log::debug(error.what());
  }
  std::vector<std::string> ids;
  for (const auto& [stage, id] : jobs_.items()) {
    const auto of_job = [&, job = id.get<std::string>()](const auto& one) { return is_of(one.first, job); };
    const auto may_run = [&](const auto& one) { return of_job(one) && one.second.live(); };
    if (std::ranges::none_of(known, of_job) || std::ranges::any_of(known, may_run)) ids.push_back(id);
  }
  if (!ids.empty()) cancel_jobs(ids);
  storage::write_file(folder_ / cancelled_name, "");
}

std::string keep_scripts(const fs::path& run_folder) {
  const char* variable = std::getenv("TRAINYARD_SUBMISSION");
  if (variable == nullptr || !fs::exists(fs::path(variable) / "graph.json")) return "";
  const fs::path from = variable, to = run_folder / "cluster";
  storage::make_folder(to);
  for (const std::string& name : storage::names_in(from)) {
    if (name == "graph.json" || name.ends_with(".sh")) storage::write_file(to / name, storage::read_file(from / name));
  }
  return from.filename();
}

}  // namespace trainyard::cluster
