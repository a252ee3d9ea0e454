#include "host/pipeline/monitor.hpp"

#include <boost/program_options/value_semantic.hpp>

#include "jobs/chain.hpp"
#include "jobs/monitor.hpp"
#include "jobs/table.hpp"
#include "jobs/terminal.hpp"
#include "jobs/text.hpp"
#include "jobs/verbs.hpp"

namespace trainyard::jobs {

using nlohmann::ordered_json;

namespace {

/// "12,165 of 12,165 rows have a label: rmse 123, mae 88".
std::string score_text(const ordered_json& score) {
  std::string text = count_text(score.at("rows")) + " rows have a label";
  for (const auto& [metric, value] : score.at("metrics").items())
    text += (text.ends_with("label") ? ": " : ", ") + metric + " " + value_text(value);
  return text;
}

}  // namespace

Answer monitor_answer(const ordered_json& summary) {
  const ordered_json& alerts = summary.at("alerts");
  const bool is_ok = alerts.empty();
  Table facts({{}, {}});
  facts.add({"model", path_text(summary.at("model").get<std::string>())});
  facts.add({"rows", count_text(summary.at("rows"))});
  if (summary.at("score").is_object()) facts.add({"score", score_text(summary.at("score"))});
  facts.add({"run", path_text(summary.at("run").get<std::string>())});
  if (summary.contains("alert_command"))
    facts.add({"alert", "the command ended with status " + value_text(summary.at("alert_command").at("status"))});
  const std::string found = count_text(alerts.size()) + (alerts.size() == 1 ? " alert" : " alerts");
  facts.add({"verdict", is_ok ? coloured("ok", Colour::green) : coloured("alert", Colour::red) + ": " + found});
  std::string text = facts.text();
  if (!is_ok) {
    Table table({{"alert"}, {""}});
    for (const ordered_json& alert : alerts) table.add({value_text(alert.at("kind")), printable(alert.at("text").get<std::string>())});
    text += "\n" + table.text(2);
  }
  return {.document = summary, .text = text, .code = is_ok ? ExitCode::done : ExitCode::verdict_no};
}

namespace verbs {
namespace {

std::filesystem::path path_option(const Invocation& invocation, const char* option) {
  if (!invocation.has(option)) return {};
  return std::filesystem::absolute(invocation.text(option)).lexically_normal();
}

Answer call_monitor(const Invocation& invocation) {
  const config::Config config = invocation.config();
  pipeline::MonitorRequest request{
      .input = path_option(invocation, "input"), .labels = path_option(invocation, "labels"), .reference = invocation.text("reference")};
  return monitor_answer(pipeline::monitor(config, invocation.settings(), request).summary);
}

}  // namespace

Verb monitor() {
  namespace po = boost::program_options;
  Verb verb;
  verb.name = "monitor";
  verb.summary = "data quality, drift, skew and the live score of rows that came after training";
  verb.rule = "Exit code 1 with an alert. The reference is stored with the model: the data it was trained on is not needed.";
  verb.positionals = {{"CONFIG"}};
  verb.examples = {{"the rows of the config", "trainyard monitor configs/bike.yaml"},
                   {"today's rows, against the model in Production",
                    "trainyard monitor configs/bike.yaml --input today.csv --reference bikes@Production"},
                   {"once their labels are known", "trainyard monitor configs/bike.yaml --input today.csv --labels labels.csv"}};
  verb.options.add_options()("input", po::value<std::string>()->value_name("FILE|DATASET"),
                             "the rows to look at, instead of data.source: CSV, Parquet or HDF5, or the folder of a dataset")(
      "labels", po::value<std::string>()->value_name("FILE"), "CSV or Parquet with monitor.key and the target, instead of monitor.labels")(
      "reference", po::value<std::string>()->value_name("MODEL|DATASET"),
      "the model to watch, instead of monitor.reference: NAME@STAGE, NAME@VERSION or a run; or the folder of a dataset to compare with "
      "instead "
      "of the stored reference");
  add_base(verb);
  verb.takes_config = true;
  verb.on_signal = OnSignal::stop;
  verb.call = call_monitor;
  return verb;
}

}  // namespace verbs
}  // namespace trainyard::jobs
