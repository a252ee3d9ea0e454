#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <set>

#include "host/pipeline/summary.hpp"
#include "host/results/results.hpp"
#include "jobs/chain.hpp"
#include "jobs/invocation.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"
#include "jobs/trials.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

using nlohmann::ordered_json;

ordered_json entry_document(const results::RunEntry& entry) {
  return {{"status", entry.status}, {"run", entry.folder.string()}, {"experiment", entry.experiment},
          {"name", entry.name},     {"metrics", entry.metrics},     {"record", entry.run}};
}

/// The metrics that tell most: of the test rows, else of cross-validation, else of training; at most three.
std::string short_metrics(const ordered_json& metrics) {
  for (const char* part : {"test", "cv", "train"}) {
    if (!metrics.is_object() || !metrics.contains(part) || !metrics[part].is_object() || metrics[part].empty()) continue;
    std::string text = part;
    int shown = 0;
    for (const auto& [name, value] : metrics[part].items()) {
      if (++shown > 3) break;
      text += (shown == 1 ? " " : ", ") + name + " " + value_text(value);
    }
    return text;
  }
  return "";
}

Answer list(const Invocation& invocation) {
  const std::filesystem::path folder = invocation.results();
  const auto entries = results::Results::open(folder).list(invocation.text("experiment"));
  Answer answer;
  answer.document = {{"status", "finished"}, {"results", folder.string()}, {"runs", ordered_json::array()}};
  Table table({{"run"}, {"status"}, {"experiment"}, {"metrics"}});
  for (const results::RunEntry& entry : entries) {
    answer.document["runs"].push_back(entry_document(entry));
    table.add({entry.name, entry.status, entry.experiment, short_metrics(entry.metrics)});
  }
  answer.text = table.empty() ? "no runs in " + path_text(folder) + "\n" : table.text();
  return answer;
}

/// run.json without what the lines above it say already, and without what only the program needs.
std::string record_text(const ordered_json& record) {
  static const std::set<std::string> left_out = {"status", "summary", "key", "order", "overrides", "config_file"};
  Table facts({{}, {}});
  for (const auto& [key, value] : record.items()) {
    if (left_out.contains(key) || value.empty() || value == "") continue;
    if (value.is_object() && std::all_of(value.begin(), value.end(), [](const ordered_json& part) { return part.is_null(); })) continue;
    facts.add({key, value.is_object() ? params_text(value) : value_text(value)});
  }
  return facts.text();
}

results::RunEntry named_run(const Invocation& invocation) {
  return results::Results::open(invocation.results_of(invocation.word(1))).find(invocation.word(1));
}

Answer show(const Invocation& invocation) {
  const results::RunEntry entry = named_run(invocation);
  const ordered_json summary = pipeline::summary_of(entry, entry.status);
  const ordered_json record = entry.run.is_object() ? entry.run : ordered_json::object();
  return {.document = entry_document(entry), .text = chain_answer({summary}).text + "\n" + record_text(record)};
}

/// Error(usage) when the option's value is none of `known`.
std::string one_of(const Invocation& invocation, const std::string& option, const std::vector<std::string>& known) {
  const std::string given = invocation.text(option);
  if (given.empty() || std::find(known.begin(), known.end(), given) != known.end()) return given;
  throw Error(ExitCode::usage, "runs trials: --" + option + ": unknown '" + given + "'" + suggest(given, known));
}

Answer trials(const Invocation& invocation) {
  const pipeline::TrialQuery query{.by_value = one_of(invocation, "sort", {"number", "value"}) == "value",
                                   .state = one_of(invocation, "state", {"complete", "pruned", "failed"}),
                                   .limit = invocation.has("limit") ? invocation.count("limit") : 0};
  const results::RunEntry run = named_run(invocation);
  return trials_answer(run, pipeline::list_trials(run, query));
}

struct Action {
  std::string name;
  bool takes_run;
  std::vector<std::string> options;
  Answer (*call)(const Invocation&);
};

const std::vector<Action>& actions() {
  static const std::vector<Action> all = {
      {"list", false, {"experiment"}, list}, {"show", true, {}, show}, {"trials", true, {"sort", "state", "limit"}, trials}};
  return all;
}

/// Error(usage) when a word or an option is missing or is another action's.
void check(const Invocation& invocation, const Action& action) {
  const std::string what = "runs " + action.name + ": ";
  const std::string run = invocation.word(1);
  if (action.takes_run && run.empty()) throw Error(ExitCode::usage, what + "RUN is missing; `trainyard runs list` names them");
  if (!action.takes_run && !run.empty()) throw Error(ExitCode::usage, what + "unexpected word '" + run + "'");
  for (const Action& other : actions()) {
    for (const std::string& option : other.options) {
      if (other.name == action.name || !invocation.has(option)) continue;
      throw Error(ExitCode::usage, what + "--" + option + " belongs to `runs " + other.name + "`");
    }
  }
}

}  // namespace

Verb runs() {
  namespace po = boost::program_options;
  Verb verb;
  verb.name = "runs";
  verb.summary = "lists the runs of a results directory, or shows one or its trials";
  verb.positionals = {{"ACTION", true, {}}, {"RUN", false}};
  for (const Action& action : actions()) verb.positionals[0].choices.push_back(action.name);
  verb.examples = {{"all runs below ./results, newest first", "trainyard runs list"},
                   {"those of one experiment, elsewhere", "trainyard runs list --experiment house_value --results /data/results"},
                   {"one run, by its name or a part of it", "trainyard runs show 3f9a1c"},
                   {"its ten best trials, also while it is worked on", "trainyard runs trials 3f9a1c --sort value --limit 10"}};
  verb.options.add_options()("experiment", po::value<std::string>()->value_name("NAME"), "list the runs of this experiment alone")(
      "sort", po::value<std::string>()->value_name("number|value"), "trials in order of number, as without it, or the best first")(
      "state", po::value<std::string>()->value_name("complete|pruned|failed"), "trials in this state alone")(
      "limit", po::value<std::string>()->value_name("N"), "the first so many trials");
  verb.call = [](const Invocation& invocation) {
    const auto action = std::find_if(actions().begin(), actions().end(), [&](const Action& one) { return one.name == invocation.word(0); });
    check(invocation, *action);
    return action->call(invocation);
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
