#include <algorithm>
#include <array>

#include "host/evaluate/percent.hpp"
#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {
namespace {

constexpr std::array metric_parts = {"test", "baseline", "cv", "train"};

std::vector<std::string> metric_names(const RunFiles& run) {
  std::vector<std::string> names;
  for (const char* part : metric_parts) {
    for (const auto& item : member(run.metrics, {part}).items()) {
      if (std::ranges::find(names, item.key()) == names.end()) names.push_back(item.key());
    }
  }
  return names;
}

std::string level_text(const Json& level) { return level.is_number() ? evaluate::percent_text(level) : "bootstrap"; }

std::string metrics_table(const RunFiles& run) {
  const auto names = metric_names(run);
  const bool with_intervals = std::ranges::any_of(names, [&](const auto& name) { return !interval_text(run, name).empty(); });
  const std::string level = with_intervals ? level_text(member(run.metrics, {"intervals", "level"})) + " interval" : "";
  std::vector<std::string> headings = {"metric"};
  for (const char* part : metric_parts) {
    if (!member(run.metrics, {part}).is_object()) continue;
    headings.emplace_back(part);
    if (with_intervals && part == metric_parts[0]) headings.push_back(level);
  }
  HtmlTable table(headings);
  for (const std::string& name : names) {
    std::vector<std::string> cells = {name + (name == run.metric() ? " (decides)" : "")};
    for (const char* part : metric_parts) {
      if (!member(run.metrics, {part}).is_object()) continue;
      cells.push_back(value_text(run.measured(part, name)));
      if (with_intervals && part == metric_parts[0]) cells.push_back(interval_text(run, name));
    }
    table.add(cells);
  }
  return table.empty() ? "" : table.html();
}

/// Test less baseline, with its interval.
std::string baseline_table(const RunFiles& run) {
  const Json& differences = member(run.metrics, {"intervals", "baseline_difference"});
  if (!differences.is_object() || differences.empty()) return "";
  HtmlTable table({"metric", "test − baseline", "interval"});
  for (const auto& [name, interval] : differences.items()) {
    table.add({name, value_text(member(interval, {"value"})),
               value_text(member(interval, {"low"})) + " to " + value_text(member(interval, {"high"}))});
  }
  return table.html();
}

std::string classes_table(const RunFiles& run) {
  const Json& report = member(run.metrics, {"report"});
  if (!member(report, {"classes"}).is_object()) return "";
  HtmlTable table({"class", "precision", "recall", "f1", "support"});
  const auto add = [&](const std::string& name, const Json& scores) {
    table.add({name, value_text(member(scores, {"precision"})), value_text(member(scores, {"recall"})), value_text(member(scores, {"f1"})),
               scores.contains("support") ? value_text(scores["support"]) : ""});
  };
  for (const auto& [label, scores] : report["classes"].items()) add(label, scores);
  add("macro average", member(report, {"macro"}));
  add("weighted average", member(report, {"weighted"}));
  return table.html();
}

std::string warnings_list(const RunFiles& run) {
  const Json& warnings = member(run.evaluation, {"warnings"});
  if (!warnings.is_array() || warnings.empty()) return "";
  std::string text;
  for (const Json& warning : warnings) {
    const Json& words = member(warning, {"text"});
    text += paragraph("⚠ " + value_text(words.is_string() ? words : warning), "bad");
  }
  return text;
}

/// How far predictions can be trusted, in words.
std::string uncertainty_text(const RunFiles& run) {
  std::string text;
  if (const Json& found = member(run.metrics, {"prediction_intervals"}); found.is_object()) {
    text += paragraph("Prediction intervals meant to hold " + evaluate::percent_text(member(found, {"nominal_coverage"})) +
                          " of the values hold " + evaluate::percent_text(member(found, {"coverage"})) +
                          " of the test rows; their mean width is " + value_text(member(found, {"mean_width"})) + ".",
                      "soft");
  }
  const Json& calibration = member(run.metrics, {"calibration"});
  if (calibration.is_object() && member(calibration, {"method"}) != "none") {
    text += paragraph("Probabilities are calibrated (" + value_text(member(calibration, {"method"})) + "), from " +
                          value_text(member(calibration, {"rows"})) + " out-of-fold predictions.",
                      "soft");
  }
  return text;
}

}  // namespace

Section metrics_section(const RunFiles& run) {
  Section section{.id = "metrics", .title = "Metrics"};
  const std::string table = metrics_table(run);
  if (table.empty()) return section;
  section.body = titled("Warnings", warnings_list(run));
  section.body += beside(
      std::array{titled("In all", table), titled("Less the baseline's", baseline_table(run)), titled("By class", classes_table(run))});
  if (member(run.metrics, {"test"}).is_null()) section.body += paragraph("There are no metrics of test rows.", "soft");
  if (const Json& threshold = member(run.metrics, {"threshold"}); threshold.is_number())
    section.body += paragraph("Rows are taken for the positive class from probability " + value_text(threshold) + " on.", "soft");
  section.body += uncertainty_text(run);
  if (const Json& replicates = member(run.metrics, {"intervals", "replicates"}); replicates.is_number())
    section.body += paragraph("Intervals are from " + value_text(replicates) + " bootstrap replicates of the test rows.", "soft");
  return section;
}

}  // namespace trainyard::report
