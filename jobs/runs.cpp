#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <set>

#include "host/pipeline/summary.hpp"
#include "host/results/results.hpp"
#include "jobs/chain.hpp"
#include "jobs/compare.hpp"
#include "jobs/invocation.hpp"
#include "jobs/run_clean.hpp"
#include "jobs/run_diff.hpp"
#include "jobs/run_list.hpp"
#include "jobs/run_mlflow.hpp"
#include "jobs/run_repeat.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"
#include "jobs/trials.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {

namespace {

using nlohmann::ordered_json;

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

Answer show_run(const Invocation& invocation) {
  const results::RunEntry entry = named_run(invocation);
  const ordered_json summary = pipeline::summary_of(entry, entry.status);
  const ordered_json record = entry.run.is_object() ? entry.run : ordered_json::object();
  return {.document = run_document(entry), .text = chain_answer({summary}).text + "\n" + record_text(record)};
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
  return trials_answer(run, pipeline::list_trials(run, query), invocation.has("json"));
}

constexpr std::size_t most_exported = 10000;

struct RunsAction {
  std::string name;
  std::size_t least_runs, most_runs;  ///< words after it
  std::vector<std::string> options;
  Answer (*call)(const Invocation&);
  std::string words, summary;
  Example example;
};

const std::vector<RunsAction>& runs_actions() {
  static const std::vector<std::string> query = {"experiment", "filter", "sort", "columns", "limit"};
  static const std::vector<std::string> query_to_file = {"experiment", "filter", "sort", "columns", "limit", "output", "mlflow"};
  static const std::vector<RunsAction> all = {
      {"list",
       0,
       0,
       query,
       list_answer,
       "",
       "the runs of a results directory, newest first",
       {"the ten best of those with deep trees", "trainyard runs list --filter 'max_depth > 8' --sort rmse --limit 10"}},
      {"show",
       1,
       1,
       {},
       show_run,
       "RUN",
       "one run: metrics, best trial, and its record",
       {"by a part of its name", "trainyard runs show 3f9a1c"}},
      {"trials",
       1,
       1,
       {"sort", "state", "limit"},
       trials,
       "RUN",
       "the trials of a run, also while it is worked on",
       {"the ten best", "trainyard runs trials 3f9a1c --sort value --limit 10"}},
      {"diff",
       2,
       2,
       {},
       diff_answer,
       "RUN RUN",
       "every value and file in which two runs differ",
       {"in what two runs differ", "trainyard runs diff 3f9a1c 08b77d"}},
      {"repeat",
       1,
       1,
       {},
       repeat_answer,
       "RUN",
       "does a finished run again and says whether the bytes are the same",
       {"whether it gives the same bytes", "trainyard runs repeat 3f9a1c"}},
      {"compare",
       2,
       26,
       {"output"},
       compare_answer,
       "RUN RUN…",
       "runs side by side, each tested against the first",
       {"three of them, as a page for the browser, too", "trainyard runs compare A B C --output comparison.html"}},
      {"export",
       0,
       most_exported,
       query_to_file,
       export_answer,
       "[RUN…]",
       "all fields of runs as a table for another program",
       {"all runs as Parquet", "trainyard runs export --output runs.parquet"}},
      {"clean",
       0,
       0,
       {"experiment", "keep-last", "older-than", "interrupted", "dry-run"},
       clean_answer,
       "",
       "removes old runs, but none that a version of a model or a run that stays was made from",
       {"what would go", "trainyard runs clean --keep-last 10 --older-than 30d --dry-run"}}};
  return all;
}

/// Error(usage) when a word or an option is missing or is another action's.
void check_runs_call(const Invocation& invocation, const RunsAction& action) {
  const std::string what = "runs " + action.name + ": ";
  const std::size_t runs = invocation.word_count() - 1;
  if (runs < action.least_runs) throw Error(ExitCode::usage, what + "RUN is missing; `trainyard runs list` names them");
  if (runs > action.most_runs) throw Error(ExitCode::usage, what + "unexpected word '" + invocation.word(1 + action.most_runs) + "'");
  for (const RunsAction& other : runs_actions()) {
    for (const std::string& option : other.options) {
      if (!invocation.has(option) || std::ranges::find(action.options, option) != action.options.end()) continue;
      throw Error(ExitCode::usage, what + "--" + option + " belongs to `runs " + other.name + "`");
    }
  }
}

}  // namespace

Verb runs() {
  namespace po = boost::program_options;
  Verb verb;
  verb.name = "runs";
  verb.summary = "lists the runs of a results directory, shows one, compares or repeats some, removes old ones";
  verb.positionals = {{"ACTION", true, {}}, {"RUN", false, {}, true}};
  for (const RunsAction& action : runs_actions()) {
    verb.positionals[0].choices.push_back(action.name);
    verb.pages.push_back({action.name, action.words, action.summary, action.options, action.example});
  }
  verb.examples = {
      {"all runs below ./results, newest first", "trainyard runs list"},
      {"those of one experiment, elsewhere", "trainyard runs list --experiment house_value --results /data/results"},
      {"the ten best of those with deep trees", "trainyard runs list --filter 'max_depth > 8' --sort rmse --limit 10"},
      {"all fields of all runs, for another program", "trainyard runs export --output runs.parquet"},
      {"to an MLflow server, what it has not got", "trainyard runs export --mlflow http://127.0.0.1:5000"},
      {"in what two runs differ", "trainyard runs diff 3f9a1c 08b77d"},
      {"the same run once more, to see whether it gives the same bytes", "trainyard runs repeat 3f9a1c"},
      {"its ten best trials, also while it is worked on", "trainyard runs trials 3f9a1c --sort value --limit 10"},
      {"whether one is better than another by more than chance", "trainyard runs compare 3f9a1c 08b77d"},
      {"what would go of runs that nobody needs, and is a month old", "trainyard runs clean --keep-last 10 --older-than 30d --dry-run"},
      {"away with what was killed more than a week ago and never gone on with", "trainyard runs clean --interrupted --older-than 7d"}};
  verb.options.add_options()("experiment", po::value<std::string>()->value_name("NAME"), "the runs of this experiment alone")(
      "sort", po::value<std::string>()->value_name("FIELD|number|value"),
      "runs by a field, `rmse` or `'rmse desc'`; trials in order of number, as without it, or by value, the best first")(
      "state", po::value<std::string>()->value_name("complete|pruned|failed"), "trials in this state alone")(
      "limit", po::value<std::string>()->value_name("N"), "the first so many runs or trials")(
      "output", po::value<std::string>()->value_name("FILE"),
      "compare: write an HTML page, too; export: the file to write, in the format of its extension, without it CSV goes to standard "
      "output");
  add_run_query(verb);
  add_mlflow(verb);
  add_retention(verb);
  verb.call = [](const Invocation& invocation) {
    const auto action =
        std::find_if(runs_actions().begin(), runs_actions().end(), [&](const RunsAction& one) { return one.name == invocation.word(0); });
    check_runs_call(invocation, *action);
    return action->call(invocation);
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
