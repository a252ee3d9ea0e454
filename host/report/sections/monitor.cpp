#include <algorithm>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"
#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {
namespace {

constexpr std::size_t most_drift_figures = 40;

/// The columns that drifted first, then by how far, whatever their test.
std::vector<const Json*> drift_in_order(const Json& columns) {
  std::vector<const Json*> all;
  for (const Json& column : columns) all.push_back(&column);
  const auto is_first = [](const Json* a, const Json* b) {
    const bool a_drifted = member(*a, {"drifted"}) == true, b_drifted = member(*b, {"drifted"}) == true;
    if (a_drifted != b_drifted) return a_drifted;
    const Json &x = member(*a, {"statistic"}), &y = member(*b, {"statistic"});
    return (x.is_number() ? x.get<double>() : -1.0) > (y.is_number() ? y.get<double>() : -1.0);
  };
  std::ranges::stable_sort(all, is_first);
  return all;
}

std::string drift_limit(const Json& entry) {
  const Json &max = member(entry, {"max"}), &alpha = member(entry, {"alpha"});
  std::string text = max.is_number() ? "≤ " + value_text(max) : "";
  if (alpha.is_number()) text += (text.empty() ? "p ≥ " : " or p ≥ ") + value_text(alpha);
  return text;
}

void add_drift(HtmlTable& table, const Json& entry, const std::string& column) {
  const Json& p = member(entry, {"p_corrected"});
  table.add({member(entry, {"drifted"}) == true ? "✗ drift" : "✓", column, value_text(member(entry, {"test"})),
             value_text(member(entry, {"statistic"})), p.is_number() ? value_text(p) : "", drift_limit(entry)});
}

std::string score_html(const Json& score) {
  if (!score.is_object()) return "";
  HtmlTable table({"metric", "live", "the model's own"});
  for (const auto& [metric, value] : member(score, {"metrics"}).items()) {
    table.add({metric, value_text(value), value_text(member(score, {"reference", "values", std::string_view(metric)}))});
  }
  const std::string from = member(score, {"from"}) == "labels" ? " rows have a label by key, " : " rows have a target, ";
  return titled("Live score", paragraph(value_text(member(score, {"rows"})) + from + value_text(member(score, {"rows_without_label"})) +
                                        " have none; " + value_text(member(score, {"labels_without_row"})) + " labels have no row.") +
                                  table.html());
}

std::string skew_html(const Json& skew) {
  if (!skew.is_object()) return "";
  const Json& skipped = member(skew, {"skipped"});
  if (skipped.is_string()) return titled("Train-serve skew", paragraph("Not compared: " + value_text(skipped) + ".", "soft"));
  return titled("Train-serve skew", paragraph(value_text(member(skew, {"differing"})) + " of " + value_text(member(skew, {"rows"})) +
                                              " rows get other bits from the service than in batch."));
}

}  // namespace

Section alerts_section(const RunFiles& run) {
  Section section{.id = "alerts", .title = "Alerts"};
  if (!run.monitor.is_object()) return section;
  HtmlTable table({"kind", "column", "value", "limit", ""});
  for (const Json& alert : member(run.monitor, {"alerts"})) {
    const Json& column = member(alert, {"column"});
    table.add({value_text(member(alert, {"kind"})), column.is_string() ? value_text(column) : "", value_text(member(alert, {"value"})),
               value_text(member(alert, {"limit"})), value_text(member(alert, {"text"}))});
  }
  section.body = table.empty() ? paragraph("Nothing is beyond its limit.") : table.html();
  section.body += score_html(member(run.monitor, {"score"})) + skew_html(member(run.monitor, {"skew"}));
  section.body += titled("Quality", records_table(member(run.monitor, {"quality", "columns"}), 500));
  return section;
}

Section drift_section(const RunFiles& run) {
  Section section{.id = "drift", .title = "Drift"};
  if (!run.monitor.is_object()) return section;
  HtmlTable table({"", "column", "test", "statistic", "p", "no drift"});
  std::vector<Figure> all;
  if (const Json& predictions = member(run.monitor, {"predictions"}); predictions.is_object()) {
    add_drift(table, predictions, "the predictions, against those of " + value_text(member(predictions, {"of"})) + " rows");
    all.push_back(draw_drift(predictions, "drift-predictions"));
  }
  const auto columns = drift_in_order(member(run.monitor, {"drift", "columns"}));
  for (const Json* column : columns) add_drift(table, *column, value_text(member(*column, {"column"})));
  for (std::size_t i = 0; i < std::min(columns.size(), most_drift_figures); ++i)
    all.push_back(draw_drift(*columns[i], "drift-" + std::to_string(i)));
  section.body = table.html() + figures(all);
  if (columns.size() > most_drift_figures) {
    section.body +=
        paragraph("Figures of the first " + std::to_string(most_drift_figures) + " columns; monitor.json has the others.", "soft");
  }
  return section;
}

}  // namespace trainyard::report
