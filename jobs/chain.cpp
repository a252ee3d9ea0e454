#include "jobs/chain.hpp"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "host/system/command.hpp"
#include "jobs/table.hpp"
#include "jobs/terminal.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {

namespace po = boost::program_options;
using nlohmann::ordered_json;

namespace {

/// The value under `key`, or null.
const ordered_json& member(const ordered_json& object, const char* key) {
  static const ordered_json null;
  if (!object.is_object()) return null;
  const auto found = object.find(key);
  return found == object.end() ? null : *found;
}

/// The metric that decides, or "" when the summary does not name it.
std::string deciding_metric(const ordered_json& metrics) {
  const ordered_json& metric = member(metrics, "metric");
  return metric.is_string() ? metric.get<std::string>() : "";
}

std::string best_text(const ordered_json& best, const std::string& metric) {
  std::string text = "number " + value_text(member(best, "trial")) + ", cross-validated ";
  text += (metric.empty() ? "" : metric + " ") + value_text(member(best, "value"));
  if (const ordered_json& params = member(best, "params"); params.is_object()) text += ": " + params_text(params);
  return text;
}

/// The parameters that decide most: "learning_rate 0.71, max_depth 0.2, and 3 more in study.json".
std::string importance_text(const ordered_json& importance) {
  constexpr std::size_t shown = 4;
  std::string text;
  std::size_t named = 0;
  for (const auto& [name, value] : importance.items()) {
    if (named == shown || !value.is_number()) break;
    text += (named == 0 ? "" : ", ") + printable(name) + " " + metric_text(std::round(value.get<double>() * 100) / 100);
    ++named;
  }
  if (named < importance.size()) text += ", and " + count_text(importance.size() - named) + " more in study.json";
  return text;
}

/// "failed: 1 of 3 gates", "passed", "failed: 2 warnings, errors because of strict: row_order, overfitting".
std::string verdict_text(const ordered_json& summary) {
  const ordered_json& gates = member(member(summary, "gates"), "gates");
  std::size_t failed = 0;
  for (const ordered_json& gate : gates) failed += gate.value("passed", false) ? 0 : 1;
  const std::string verdict = value_text(member(summary, "verdict"));
  if (failed > 0) return coloured(verdict, Colour::red) + ": " + count_text(failed) + " of " + count_text(gates.size()) + " gates";
  if (verdict == "passed")
    return coloured(verdict, Colour::green) + ", " + count_text(gates.size()) + " of " + count_text(gates.size()) + " gates";
  const ordered_json& warnings = member(summary, "warnings");
  std::string kinds;
  for (const ordered_json& warning : warnings) kinds += (kinds.empty() ? "" : ", ") + printable(warning.value("kind", ""));
  return coloured(verdict, Colour::red) + ": " + count_text(warnings.size()) +
         (warnings.size() == 1 ? " warning, an error" : " warnings, errors") + " because of strict: " + kinds;
}

/// The deciding metric in one part, as "rmse 45123.4"; "" where it is not there.
std::string decided(const ordered_json& metrics, const char* part) {
  const std::string metric = deciding_metric(metrics);
  const ordered_json& value = member(member(metrics, part), metric.c_str());
  return value.is_null() ? "" : metric + " " + value_text(value);
}

}  // namespace

void add_workers(Verb& verb) {
  verb.options.add_options()("workers", po::value<std::string>()->value_name("N"),
                             "search with N processes, of which each takes its share of the threads; threads of this process by default "
                             "(TRAINYARD_WORKERS)");
}

void add_base(Verb& verb) {
  verb.options.add_options()("base", po::value<std::string>()->value_name("DIR"),
                             "folder that the config's relative paths start from, instead of its own");
}

Verb chain_verb(const std::string& name, const std::string& summary, std::vector<Example> examples) {
  Verb verb;
  verb.name = name;
  verb.summary = summary;
  verb.positionals = {{"CONFIG"}};
  verb.examples = std::move(examples);
  verb.options.add_options()("new", po::bool_switch(), "start afresh: neither go on with an interrupted run nor reuse a finished one")(
      "dataset", po::value<std::string>()->value_name("PATH"), "use this published dataset instead of data.source");
  add_base(verb);
  verb.takes_config = true;
  verb.on_signal = OnSignal::resume;
  return verb;
}

std::string params_text(const ordered_json& params) {
  std::string text;
  for (const auto& [name, value] : params.items()) text += (text.empty() ? "" : ", ") + printable(name) + " " + value_text(value);
  return text;
}

std::string dataset_text(const ordered_json& dataset, const std::string& when) {
  std::string text;
  if (const ordered_json& rows = member(dataset, "rows"); rows.is_number_unsigned()) text = count_text(rows) + " rows";
  if (const ordered_json& bad = member(dataset, "quarantined"); bad.is_number_unsigned()) text += ", " + count_text(bad) + " in quarantine";
  if (const ordered_json& version = member(dataset, "version"); version.is_string()) text += ", version " + value_text(version);
  if (const ordered_json& made = member(dataset, "made"); made.is_boolean())
    text += made.get<bool>() ? ", made " + when : ", found unchanged";
  return text;
}

namespace {

/// "0.8123 to 0.8342"; "" where there is no interval.
std::string interval_text(const ordered_json& interval) {
  constexpr int digits = 4;
  const auto rounded = [](const ordered_json& value) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, value.get<double>());
    return metric_text(std::strtod(buffer, nullptr));
  };
  const ordered_json &low = member(interval, "low"), &high = member(interval, "high");
  return low.is_number() && high.is_number() ? rounded(low) + " to " + rounded(high) : "";
}

}  // namespace

std::string metrics_text(const ordered_json& metrics, std::size_t indent) {
  std::vector<Column> columns = {{"metric"}};
  std::vector<const ordered_json*> parts;
  std::vector<std::string> names;
  const ordered_json& intervals = member(member(metrics, "intervals"), "test");
  for (const char* part : {"test", "baseline", "cv", "train"}) {
    const ordered_json& values = member(metrics, part);
    if (!values.is_object() || values.empty()) continue;
    columns.push_back({part, Align::right});
    if (part == std::string_view("test") && !intervals.is_null()) columns.push_back({"95 %", Align::right});
    parts.push_back(&values);
    for (const auto& item : values.items()) {
      if (std::find(names.begin(), names.end(), item.key()) == names.end()) names.push_back(item.key());
    }
  }
  if (parts.empty()) return "";
  Table table(columns);
  for (const std::string& name : names) {
    std::vector<std::string> cells = {name};
    for (const ordered_json* part : parts) {
      cells.push_back(value_text(member(*part, name.c_str())));
      if (part == &member(metrics, "test") && !intervals.is_null()) cells.push_back(interval_text(member(intervals, name.c_str())));
    }
    table.add(cells);
  }
  return table.text(indent);
}

std::string gates_text(const ordered_json& document, std::size_t indent) {
  Table table({{"gate"}, {"metric"}, {"value", Align::right}, {"limit", Align::right}, {""}});
  for (const ordered_json& gate : member(document, "gates")) {
    const bool passed = gate.value("passed", false);
    const std::string group = gate.value("group", ""), rule = gate.value("rule", "");
    const std::string limit = value_text(member(gate, "limit"));
    table.add({passed ? "passed" : "failed", printable(gate.value("metric", "")) + (group.empty() ? "" : " by " + printable(group)),
               value_text(member(gate, "value")),
               (rule == "min"   ? "≥ "
                : rule == "max" ? "≤ "
                                : "") +
                   limit,
               printable(gate.value("text", ""))});
  }
  return table.text(indent);
}

Answer chain_answer(const pipeline::Outcome& outcome) {
  const ordered_json& summary = outcome.summary;
  const ordered_json& metrics = member(summary, "metrics");
  const std::string run = member(summary, "run").is_string() ? path_text(member(summary, "run").get<std::string>()) : "";
  const ordered_json& model = member(summary, "model");

  Table facts({{}, {}});
  const std::string finished = value_text(member(summary, "finished")), status = value_text(member(summary, "status"));
  const bool skipped = status == "skipped";
  facts.add({"status", status + (skipped ? ": nothing has changed since it was made, " + finished : "")});
  if (member(summary, "dataset").is_object()) facts.add({"dataset", dataset_text(member(summary, "dataset"), skipped ? "for it" : "now")});
  if (const std::string value = decided(metrics, "baseline"); !value.empty()) facts.add({"baseline", "test " + value});
  if (member(summary, "best").is_object()) facts.add({"best trial", best_text(member(summary, "best"), deciding_metric(metrics))});
  if (const ordered_json& importance = member(summary, "importance"); importance.is_object() && importance.size() > 1) {
    facts.add({"importance", importance_text(importance)});
  }
  if (const std::string value = decided(metrics, "test"); !value.empty()) facts.add({"model", "test " + value});
  if (const ordered_json& found = member(metrics, "prediction_intervals"); found.is_object()) {
    const auto percent = [](const ordered_json& share) { return share.is_number() ? metric_text(100 * share.get<double>()) + " %" : "–"; };
    facts.add({"intervals", percent(member(found, "coverage")) + " of the test values within, " +
                                percent(member(found, "nominal_coverage")) + " wanted; mean width " +
                                value_text(member(found, "mean_width"))});
  }
  if (!run.empty()) facts.add({"run", run});
  if (const ordered_json& version = member(summary, "registered"); version.is_object()) {
    facts.add({"registered", value_text(version.at("name")) + " version " + value_text(version.at("version")) + ", now in " +
                                 value_text(version.at("stage")) + (version.at("made") == true ? "" : " (found unchanged)")});
  }

  const ordered_json& verdict = member(summary, "verdict");
  if (verdict.is_string()) facts.add({"verdict", verdict_text(summary)});

  std::string text = facts.text();
  if (const std::string table = metrics_text(metrics, 2); !table.empty()) text += "\n" + table;
  if (member(summary, "gates").is_object()) text += "\n" + gates_text(member(summary, "gates"), 2);
  if (model.is_string()) {
    text += "\nPredict with:\n  trainyard predict --model " + system::shell_quoted(path_text(model.get<std::string>())) +
            " --input new.csv --output predictions.csv\n";
  }
  return {.document = summary, .text = text, .code = verdict == "failed" ? ExitCode::verdict_no : ExitCode::done};
}

}  // namespace trainyard::jobs
