#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <set>

#include "host/pipeline/summary.hpp"
#include "host/results/results.hpp"
#include "jobs/chain.hpp"
#include "jobs/invocation.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"
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

Answer show(const Invocation& invocation) {
  const results::RunEntry entry = results::Results::open(invocation.results_of(invocation.word(1))).find(invocation.word(1));
  const ordered_json summary = pipeline::summary_of(entry, entry.status);
  const ordered_json record = entry.run.is_object() ? entry.run : ordered_json::object();
  return {.document = entry_document(entry), .text = chain_answer({summary}).text + "\n" + record_text(record)};
}

}  // namespace

Verb runs() {
  Verb verb;
  verb.name = "runs";
  verb.summary = "lists the runs of a results directory, or shows one";
  verb.positionals = {{"ACTION", true, {"list", "show"}}, {"RUN", false}};
  verb.examples = {{"all runs below ./results, newest first", "trainyard runs list"},
                   {"those of one experiment, elsewhere", "trainyard runs list --experiment house_value --results /data/results"},
                   {"one run, by its name or a part of it", "trainyard runs show 3f9a1c"}};
  verb.options.add_options()("experiment", boost::program_options::value<std::string>()->value_name("NAME"),
                             "list the runs of this experiment alone");
  verb.call = [](const Invocation& invocation) {
    const bool showing = invocation.word(0) == "show";
    if (showing && invocation.word(1).empty()) throw Error(ExitCode::usage, "runs show: RUN is missing; `trainyard runs list` names them");
    if (showing && invocation.has("experiment")) throw Error(ExitCode::usage, "runs show: --experiment belongs to `runs list`");
    if (!showing && !invocation.word(1).empty()) throw Error(ExitCode::usage, "runs list: unexpected word '" + invocation.word(1) + "'");
    return showing ? show(invocation) : list(invocation);
  };
  return verb;
}

}  // namespace trainyard::jobs::verbs
