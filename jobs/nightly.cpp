#include "host/pipeline/nightly.hpp"

#include <boost/program_options/value_semantic.hpp>

#include "jobs/chain.hpp"
#include "jobs/invocation.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs::verbs {
namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t largest_code = 255;

/// "schedule, drift", "nothing to train for"; "-" when nothing was decided yet.
std::string decision_text(const ordered_json& decision) {
  if (!decision.is_object()) return "-";
  std::string text;
  for (const ordered_json& reason : decision.at("because")) text += (text.empty() ? "" : ", ") + reason.get<std::string>();
  return text.empty() ? "nothing to train for" : text;
}

/// "bike@3 in Staging"; "-" without one.
std::string registered_text(const ordered_json& version) {
  if (!version.is_object()) return "-";
  return version.at("name").get<std::string>() + "@" + value_text(version.at("version")) + " in " + version.at("stage").get<std::string>();
}

/// "ok", "alert: 2 feature_drift, 1 score"; "-" where nothing was monitored.
std::string monitor_text(const ordered_json& monitor) {
  if (!monitor.is_object()) return "-";
  ordered_json counts = ordered_json::object();
  for (const ordered_json& alert : monitor.at("alerts")) {
    const std::string kind = alert.at("kind");
    counts[kind] = counts.value(kind, 0) + 1;
  }
  std::string text;
  for (const auto& [kind, count] : counts.items()) text += (text.empty() ? ": " : ", ") + value_text(count) + " " + printable(kind);
  return monitor.at("verdict").get<std::string>() + text;
}

std::string gate_count_text(const ordered_json& gates) {
  if (!gates.is_object()) return "-";
  std::size_t passed = 0;
  for (const ordered_json& gate : gates.at("gates")) passed += gate.at("passed") == true ? 1 : 0;
  return count_text(passed) + " of " + count_text(gates.at("gates").size());
}

std::string night_text(const ordered_json& night) {
  Table facts({{}, {}});
  const bool skipped = night.at("status") == "skipped";
  facts.add({"night", night.at("date")});
  facts.add({"status", value_text(night.at("status")) + (skipped ? ": finished before, " + value_text(night.at("ended")) : "")});
  facts.add({"dataset", dataset_text(night.at("dataset")) + ", " + value_text(night.at("dataset").at("new_files")) + " of " +
                            value_text(night.at("dataset").at("files")) + " files new"});
  facts.add({"monitor", monitor_text(night.at("monitor"))});
  facts.add({"trains for", decision_text(night.at("decision"))});
  if (night.at("run").is_string()) facts.add({"run", path_text(night.at("run").get<std::string>())});
  if (night.at("verdict").is_string()) facts.add({"verdict", night.at("verdict")});
  facts.add({"version", registered_text(night.at("version"))});
  facts.add({"serving", registered_text(night.at("serves"))});
  std::string text = facts.text();
  if (night.at("gates").is_object()) text += "\n" + gates_text(night.at("gates"), 2);
  if (const ordered_json& version = night.at("version"); version.is_object()) {
    text += "\nA person decides whether it goes on:\n  trainyard models promote " + version.at("name").get<std::string>() + " " +
            value_text(version.at("version")) + " --to Production\n";
  }
  return text;
}

Answer nights_answer(const pipeline::Outcome& outcome) {
  Table table({{"night"}, {"status"}, {"monitor"}, {"trains for"}, {"gates"}, {"verdict"}, {"version"}});
  const ordered_json none;
  for (const ordered_json& night : outcome.summary.at("nights")) {
    const auto part = [&](const char* key) -> const ordered_json& { return night.contains(key) ? night.at(key) : none; };
    table.add({night.at("date"), night.at("status"), monitor_text(part("monitor")), decision_text(part("decision")),
               gate_count_text(part("gates")), value_text(part("verdict")), registered_text(part("version"))});
  }
  return {.document = outcome.summary, .text = table.empty() ? "no night yet\n" : table.text()};
}

Answer nightly_answer(const pipeline::Outcome& outcome, std::uint64_t skip_code) {
  const ordered_json& night = outcome.summary;
  ExitCode code = night.at("verdict") == "failed" ? ExitCode::verdict_no : ExitCode::done;
  if (night.at("status") == "skipped") code = static_cast<ExitCode>(skip_code);
  return {.document = night, .text = night_text(night), .code = code};
}

Answer call_nightly(const Invocation& invocation) {
  std::uint64_t skip_code = 0;
  if (invocation.has("skip-code")) {
    skip_code = invocation.count("skip-code");
    if (skip_code > largest_code) throw Error(ExitCode::usage, "nightly: --skip-code: exit codes go up to " + value_text(largest_code));
  }
  const config::Config config = invocation.config();
  if (invocation.has("history")) return nights_answer(pipeline::nights(config));
  return nightly_answer(pipeline::nightly(config, invocation.settings(), {invocation.text("date")}), skip_code);
}

}  // namespace

Verb nightly() {
  namespace po = boost::program_options;
  Verb verb;
  verb.name = "nightly";
  verb.summary = "what a scheduler calls: new data, monitoring, and where there is a reason a new model in Staging";
  verb.rule =
      "A night is named by its date, and the same date twice is one result: 0, or --skip-code. 1: the gates refused the new model. 75: "
      "stopped, or another night is at work; the same command goes on. Whatever happens, what is in Production stays there until a person "
      "promotes another version.";
  verb.positionals = {{"CONFIG"}};
  verb.examples = {{"today's night, in UTC", "trainyard nightly configs/bike.yaml"},
                   {"by a scheduler that knows the date, and for which 99 is 'skipped'",
                    "trainyard nightly configs/bike.yaml --date 2012-10-01 --skip-code 99 --json"},
                   {"what the nights have decided", "trainyard nightly configs/bike.yaml --history"}};
  verb.options.add_options()("date", po::value<std::string>()->value_name("YYYY-MM-DD"),
                             "day that names the night; today in UTC by default")("history", po::bool_switch(),
                                                                                  "list the nights, newest first, and do nothing")(
      "skip-code", po::value<std::string>()->value_name("N"), "exit code when the night is finished already, instead of 0");
  add_workers(verb);
  verb.takes_config = true;
  verb.on_signal = OnSignal::stop;
  verb.call = call_nightly;
  return verb;
}

}  // namespace trainyard::jobs::verbs
