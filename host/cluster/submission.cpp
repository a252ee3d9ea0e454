#include "host/cluster/submission.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <thread>

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
constexpr const char* cancelled_name = "cancelled";
constexpr std::size_t most_failures = 2;  // of a node
constexpr std::chrono::milliseconds look_again{200};
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

/// Slurm puts its own words for '%' and what follows, and drops '\\', in the folder that logs are named in too; its job would not start.
void check_paths(const config::Config& config, const Graph& graph, const fs::path& folder, const fs::path& base) {
  const std::string path = folder.string();
  for (std::size_t at = path.find('%'); at != std::string::npos; at = path.find('%', at + 1)) {
    const char next = at + 1 < path.size() ? path[at + 1] : ' ';
    if (std::isalnum(static_cast<unsigned char>(next)) == 0 && next != '%') continue;
    config.problem("results", "'" + path.substr(at, 2) + "' in " + path + " is a pattern to Slurm; use a folder without it, or --results");
    break;
  }
  if (path.find('\\') != std::string::npos) {
    config.problem("results", path + " holds a backslash, which Slurm drops; use a folder without it, or --results");
  }
  const bool contained = std::ranges::any_of(graph.jobs, [](const Job& job) { return !job.resources.container.empty(); });
  for (const std::string& bound : {base.string(), path}) {
    if (!contained || bound.find_first_of(":,") == std::string::npos) continue;
    config.problem("cluster.container", bound + " holds ':' or ',', which Apptainer takes for the end of a path; use a folder without it");
  }
  config.check();
}

/// The nodes that a script excludes.
std::vector<std::string> excluded_by(const fs::path& script) {
  const std::string option = "#SBATCH --exclude=";
  for (const std::string& line : lines_of(script)) {
    if (line.starts_with(option)) return {line.substr(option.size())};
  }
  return {};
}

}  // namespace

Prepared prepare(const config::Config& config, const fs::path& program) {
  Prepared out;
  out.graph = make_graph(config, max_array_size());
  const fs::path results = config.resolve(config.at("results").get<std::string>());
  const std::string experiment = config.at("experiment");
  out.name = results::run_name(experiment);
  out.experiment = experiment;
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
  check_paths(config, out.graph, out.folder, place.base);
  for (const Job& job : out.graph.jobs) out.files.emplace_back(job.stage + ".sh", script_text(job, out.graph.device, place));
  return out;
}

storage::Lease hold_key(const fs::path& results, const std::string& key) {
  storage::make_folder(results / folder_name);
  for (;; std::this_thread::sleep_for(look_again)) {
    if (auto lease = storage::Lease::acquire(results / folder_name / (key.substr(0, 16) + ".lease"))) return std::move(*lease);
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
  std::vector<fs::path> folders = storage::folders_in(results / folder_name);
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

std::vector<std::string> Submission::failed_nodes() const { return often_named(lines_of(folder_ / "failed_nodes")); }

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
