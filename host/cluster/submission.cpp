#include "host/cluster/submission.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <sstream>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/results/results.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/folders.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::cluster {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* folder_name = "submissions";
constexpr std::size_t most_failures = 2;  // of a node
constexpr std::chrono::hours memory_of_nodes{24 * 7};

/// What was put over the config's file, as options; the device and the results directory are on their own.
std::vector<std::string> settings_of(const config::Config& config) {
  std::vector<std::string> words;
  for (const std::string& one : config.overrides().set) words.insert(words.end(), {"--set", one});
  const ordered_json& flags = config.overrides().flags;
  if (flags.is_object() && flags.contains("threads")) words.insert(words.end(), {"--threads", flags["threads"].dump()});
  if (flags.is_object() && flags.value("strict", false)) words.emplace_back("--strict");
  return words;
}

/// The lines of a file; none where there is no such file.
std::vector<std::string> lines_of(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return {};
  std::istringstream text(storage::read_file(file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

/// Nodes that are named so often that they are avoided; none where that were more than half of the cluster: then it is not the nodes.
std::vector<std::string> often_named(const std::vector<std::string>& names) {
  std::map<std::string, std::size_t> counts;
  for (const std::string& name : names) ++counts[name];
  std::vector<std::string> out;
  for (const auto& [name, count] : counts) {
    if (count >= most_failures && name != "unknown") out.push_back(name);
  }
  if (!out.empty() && 2 * out.size() > node_count()) return {};
  return out;
}

/// Nodes that failed in submissions of the last days.
std::vector<std::string> recently_failed(const fs::path& results) {
  std::vector<std::string> names;
  for (const fs::path& folder : storage::folders_in(results / folder_name)) {
    std::error_code absent;
    const auto written = fs::last_write_time(folder / "failed_nodes", absent);
    if (absent || fs::file_time_type::clock::now() - written > memory_of_nodes) continue;
    const auto lines = lines_of(folder / "failed_nodes");
    names.insert(names.end(), lines.begin(), lines.end());
  }
  return often_named(names);
}

/// How often the task was begun, and what its last life ended with.
std::pair<int, std::optional<int>> lives_of(const fs::path& folder, const std::string& task) {
  int lives = 0;
  while (fs::exists(folder / "lives" / (task + "." + std::to_string(lives + 1)))) ++lives;
  std::optional<int> code;
  for (const std::string& line : lines_of(folder / "lives" / (task + "." + std::to_string(lives)))) {
    int ended = 0;
    if (!line.starts_with("end ")) continue;
    if (std::from_chars(line.data() + 4, line.data() + line.size(), ended).ec == std::errc()) code = ended;
  }
  return {lives, code};
}

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

/// What a job that did not say a code ended with.
ExitCode code_of_state(const std::string& state) {
  if (state == "NODE_FAIL" || state == "BOOT_FAIL" || state == "UNKNOWN") return ExitCode::unavailable;
  if (state == "OUT_OF_MEMORY") return ExitCode::out_of_memory;
  return ExitCode::interrupted;  // cancelled, timed out, preempted: the same submission goes on
}

}  // namespace

Prepared prepare(const config::Config& config, const fs::path& program) {
  Prepared out;
  out.graph = make_graph(config, max_array_size());
  const fs::path results = config.resolve(config.at("results").get<std::string>());
  const std::string experiment = config.at("experiment");
  out.name = results::run_name(experiment);
  out.folder = results / folder_name / out.name;
  const ScriptPlace place{.folder = out.folder,
                          .experiment = experiment,
                          .program = program,
                          .base = (config.resolve(".") / "").parent_path(),
                          .results = results,
                          .settings = settings_of(config),
                          .excluded = recently_failed(results)};
  ordered_json what = {config.text(), place.base.string(), results.string(), place.settings, out.graph.to_json()};
  out.key = storage::sha256(what.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
  out.files.emplace_back("config.yaml", config.text());
  for (const Job& job : out.graph.jobs) out.files.emplace_back(job.stage + ".sh", script_text(job, out.graph.device, place));
  return out;
}

Submission::Submission(fs::path folder)
    : folder_(std::move(folder)),
      graph_(storage::unseal(storage::read_file(folder_ / "graph.json"), folder_ / "graph.json")),
      jobs_(storage::read_json(folder_ / "jobs.json")) {
  if (!jobs_.is_object()) jobs_ = ordered_json::object();
}

Submission Submission::submit(const Prepared& prepared) {
  for (const char* part : {"lives", "logs"}) storage::make_folder(prepared.folder / part);
  ordered_json graph = {{"key", prepared.key}, {"graph", prepared.graph.to_json()}, {"files", ordered_json::object()}};
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
  std::vector<fs::path> folders = storage::folders_in(results / folder_name);
  std::ranges::sort(folders, std::greater<>(), [](const fs::path& folder) { return folder.filename().string(); });
  for (const fs::path& folder : folders) {
    if (!fs::exists(folder / "graph.json")) continue;  // being written, or cut short
    Submission submission(folder);
    if (submission.graph_.at("key") == key) return submission;
  }
  return std::nullopt;
}

std::vector<Task> Submission::tasks() const {
  std::vector<std::string> ids;
  ids.reserve(jobs_.size());
  for (const auto& [stage, id] : jobs_.items()) ids.push_back(id);
  const auto known = job_states(ids);
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

std::vector<std::string> Submission::failed_nodes() const { return often_named(lines_of(folder_ / "failed_nodes")); }

void Submission::avoid_failed_nodes(const std::vector<Task>& tasks) const {
  const auto nodes = failed_nodes();
  if (nodes.empty()) return;
  std::vector<std::string> waiting;
  for (const Task& task : tasks) {
    if (task.state.state == "PENDING") waiting.push_back(task.id);
  }
  exclude_nodes(waiting, nodes);
}

void Submission::cancel() const {
  std::vector<std::string> ids;
  ids.reserve(jobs_.size());
  for (const auto& [stage, id] : jobs_.items()) ids.push_back(id);
  if (!ids.empty()) cancel_jobs(ids);
}

bool ended(const std::vector<Task>& tasks) {
  return std::ranges::none_of(tasks, [](const Task& task) { return task.state.live(); });
}

ExitCode verdict(const std::vector<Task>& tasks) {
  for (const Task& task : tasks) {
    if (task.stage == "sweep" || task.state.state == "COMPLETED") continue;
    const int code = task.state.exit_code.value_or(0);
    return code != 0 ? static_cast<ExitCode>(code) : code_of_state(task.state.state);
  }
  return ExitCode::done;
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
