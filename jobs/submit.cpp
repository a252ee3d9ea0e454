#include <algorithm>
#include <array>
#include <boost/program_options/value_semantic.hpp>

#include "host/cluster/outcome.hpp"
#include "host/cluster/submission.hpp"
#include "host/cluster/watch.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/open_results.hpp"
#include "host/pipeline/recorded_run.hpp"
#include "jobs/invocation.hpp"
#include "jobs/table.hpp"
#include "jobs/terminal.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {
namespace {

using nlohmann::ordered_json;

std::string graph_text(const cluster::Graph& graph) {
  Table table({{"stage"}, {"waits for"}, {"tasks", Align::right}, {"partition"}, {"gres"}, {"script"}});
  for (const cluster::Job& job : graph.jobs) {
    const std::string tasks =
        job.array == 0 ? "1" : std::to_string(job.array) + (job.throttle > 0 ? "%" + std::to_string(job.throttle) : "");
    table.add({job.stage, job.after.empty() ? "" : job.condition + ":" + job.after, tasks, job.resources.partition, job.resources.gres,
               job.stage + ".sh"});
  }
  return table.text();
}

ordered_json tasks_document(const std::vector<cluster::Task>& tasks) {
  ordered_json all = ordered_json::array();
  for (const cluster::Task& task : tasks) {
    all.push_back({{"stage", task.stage},
                   {"task", task.task},
                   {"job", task.id},
                   {"state", task.state.state},
                   {"exit_code", task.state.exit_code ? ordered_json(*task.state.exit_code) : ordered_json()},
                   {"node", task.state.node},
                   {"lives", task.lives}});
  }
  return all;
}

std::string tasks_text(const std::vector<cluster::Task>& tasks) {
  Table table({{"task"},
               {"job", Align::right},
               {"state"},
               {"time", Align::right},
               {"lives", Align::right},
               {"exit", Align::right},
               {"node"},
               {"reason"}});
  for (const cluster::Task& task : tasks) {
    const auto& state = task.state;
    table.add({task.task, task.id, state.state, state.elapsed, std::to_string(task.lives),
               state.exit_code ? std::to_string(*state.exit_code) : "", state.node, state.reason == "None" ? "" : state.reason});
  }
  return table.text();
}

Answer dry_run(const cluster::Prepared& prepared) {
  Answer answer{.document = {{"status", "dry_run"}, {"graph", prepared.graph.to_json()}, {"scripts", ordered_json::object()}},
                .text = graph_text(prepared.graph)};
  for (const auto& [name, text] : prepared.files) {
    if (!name.ends_with(".sh")) continue;
    answer.document["scripts"][name] = text;
    answer.text += "\n--- " + name + "\n" + text;
  }
  return answer;
}

Answer state_answer(const cluster::Submission& submission, const std::vector<cluster::Task>& tasks, const std::string& status) {
  const std::string logs = path_text(submission.folder() / "logs");
  return {.document = {{"status", status}, {"submission", submission.folder().string()}, {"tasks", tasks_document(tasks)}},
          .text = tasks_text(tasks) + "\nlogs: " + logs + "\n"};
}

/// Stays until all has ended. With `follow` every change is shown: on a terminal in place of what was shown before.
Answer wait(const cluster::Submission& submission, bool follow) {
  std::size_t shown = 0;
  const auto tasks = cluster::watch(submission, [&](const std::vector<cluster::Task>& now) {
    if (!follow) return;
    const std::string text = tasks_text(now);
    const bool in_place = messages_move_cursor();
    write_message((in_place && shown > 0 ? "\x1b[" + std::to_string(shown) + "A\x1b[J" : "") + text + (in_place ? "" : "\n"));
    shown = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  });
  const ExitCode code = cluster::verdict(tasks);
  Answer answer = state_answer(submission, tasks, code == ExitCode::done ? "finished" : "failed");
  if (code != ExitCode::done) answer.text += cluster::failure_text(tasks) + "\n";
  answer.code = code;
  return answer;
}

/// What is known now: that Slurm does not answer changes nothing of what was done.
Answer answer_now(const cluster::Submission& submission, const std::string& status) {
  std::vector<cluster::Task> tasks;
  try {
    tasks = submission.tasks();
  } catch (const Error& error) {
    if (error.code() != ExitCode::unavailable) throw;
    log::warning(error.what());
    tasks = submission.noted_tasks();
  }
  if (const auto* waits = cluster::stuck(tasks); waits != nullptr) log::warning(cluster::stuck_text(*waits));
  for (const std::string& doubt : cluster::doubts(tasks)) log::warning(doubt);
  return state_answer(submission, tasks, status);
}

Answer cancel(const std::filesystem::path& results, const std::string& key) {
  const auto newest = cluster::Submission::newest(results, key);
  if (!newest) {
    throw Error(ExitCode::no_input, "submit: nothing of this config, under these settings, was submitted that is not cancelled already");
  }
  newest->cancel();
  return answer_now(*newest, "cancelled");
}

void check_options(const Invocation& invocation) {
  using Pair = std::pair<const char*, const char*>;
  constexpr std::array pairs = {Pair{"dry-run", "cancel"}, Pair{"dry-run", "wait"},  Pair{"dry-run", "follow"},
                                Pair{"cancel", "wait"},    Pair{"cancel", "follow"}, Pair{"cancel", "new"}};
  for (const auto& [one, other] : pairs) {
    if (!invocation.has(one) || !invocation.has(other)) continue;
    throw Error(ExitCode::usage, std::string("submit: --") + one + " and --" + other + " exclude each other (trainyard submit --help)");
  }
}

/// Goes on with what is under way rather than submitting it twice.
std::optional<cluster::Submission> under_way(const cluster::Prepared& prepared, const std::filesystem::path& results) {
  auto newest = cluster::Submission::newest(results, prepared.key);
  if (!newest) return std::nullopt;
  if (!newest->whole()) {
    log::warning(newest->folder().filename().string() + " was cut short while it was submitted; its jobs are cancelled");
    newest->cancel();
    return std::nullopt;
  }
  if (cluster::ended(newest->tasks())) return std::nullopt;
  return newest;
}

Answer submit_config(const Invocation& invocation) {
  check_options(invocation);
  const config::Config config = invocation.config();
  config::Overrides anywhere = config.overrides();
  anywhere.flags["device"] = "cpu";  // what the jobs' machines have is not for this one to judge
  pipeline::check_config(config::Config::load(config.file(), anywhere));
  if (pipeline::reads_standard_input(config)) {
    throw Error(ExitCode::usage,
                "submit: data.source is standard input, which jobs do not have; write the table to a file that all nodes see");
  }
  const auto results = config.resolve(config.at("results").get<std::string>());
  const auto prepared = cluster::prepare(config, std::filesystem::read_symlink("/proc/self/exe"));
  if (invocation.has("dry-run")) return dry_run(prepared);
  if (invocation.has("cancel")) return cancel(results, prepared.key);
  pipeline::open_results(config);
  std::optional<storage::Lease> only = cluster::hold_key(results, prepared.key);
  auto submission = invocation.has("new") ? std::nullopt : under_way(prepared, results);
  const bool found = submission.has_value();
  if (found) {
    log::info("already submitted and under way, " + submission->folder().filename().string() + " (--new submits it once more)");
  } else {
    submission = cluster::Submission::submit(prepared);
  }
  only.reset();
  if (invocation.has("wait") || invocation.has("follow")) return wait(*submission, invocation.has("follow"));
  return answer_now(*submission, found ? "skipped" : "submitted");
}

}  // namespace

Verb submit() {
  namespace po = boost::program_options;
  Verb verb;
  verb.name = "submit";
  verb.summary = "the chain of `run` as a graph of Slurm jobs, the search as a job array";
  verb.rule =
      "What each stage asks for is in the config's `cluster`. The config is taken as it is now; scripts and logs are kept in the results "
      "directory, below submissions/. Given again while it is under way it submits nothing; afterwards its jobs make what is not there "
      "yet.";
  verb.positionals = {{"CONFIG"}};
  verb.examples = {{"see the graph and its scripts; needs no Slurm", "trainyard submit configs/housing.yaml --dry-run"},
                   {"submit, and watch all jobs until they have ended", "trainyard submit configs/housing.yaml --follow"},
                   {"for a script: the code of the first stage that failed", "trainyard submit configs/housing.yaml --wait"},
                   {"cancel what is left of it", "trainyard submit configs/housing.yaml --cancel"}};
  verb.options.add_options()("dry-run", po::bool_switch(), "print the graph and the scripts, and submit nothing")(
      "wait", po::bool_switch(), "stay until all has ended; the exit code is that of the first stage that failed")(
      "follow", po::bool_switch(), "like --wait, with a live table of all jobs")(
      "cancel", po::bool_switch(), "cancel the newest submission of CONFIG under the same settings; the next one goes on")(
      "new", po::bool_switch(), "submit although the same is under way");
  verb.takes_config = true;
  verb.call = submit_config;
  return verb;
}

}  // namespace trainyard::jobs::verbs
