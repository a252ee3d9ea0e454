#include <array>

#include "host/plot/scale.hpp"
#include "host/report/comparison.hpp"
#include "host/report/figures/run_figures.hpp"
#include "host/report/html.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {
namespace {

std::vector<std::string> columns(std::span<const RunFiles> runs, const std::string& first) {
  std::vector<std::string> out = {first};
  for (std::size_t i = 0; i < runs.size(); ++i) out.push_back(letter(i));
  return out;
}

std::string values_table(std::span<const RunFiles> runs, const std::string& first, const Json& values) {
  HtmlTable table(columns(runs, first));
  for (const auto& [name, of_runs] : values.items()) {
    std::vector<std::string> cells = {name};
    for (const Json& value : of_runs) cells.push_back(value_text(value));
    table.add(cells);
  }
  return table.empty() ? "" : table.html();
}

std::string runs_table(std::span<const RunFiles> runs) {
  HtmlTable table({"", "run", "experiment", "verb", "gates", "test rows"});
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string verdict = verdict_of(runs[i]);
    table.add({letter(i), runs[i].name(), value_text(member(runs[i].run, {"experiment"})), value_text(member(runs[i].run, {"verb"})),
               verdict.empty() ? "–" : verdict, std::to_string(runs[i].test.size())});
  }
  std::string doubts;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (const std::string doubt = known_rows(runs[i]); !doubt.empty()) doubts += paragraph("⚠ " + letter(i) + ": " + doubt, "bad");
  }
  return table.html() + doubts;
}

Section significance_section(const Comparison& comparison) {
  Section section{.id = "significance", .title = "Is the difference more than chance?"};
  HtmlTable table({"run", comparison.metric + " less A's", "95 % interval", "p", "verdict"});
  for (std::size_t i = 0; i < comparison.against_first.size(); ++i) {
    const Significance& one = comparison.against_first[i];
    if (one.reason.empty()) {
      table.add({letter(i + 1), plot::number_text(one.difference), plot::number_text(one.low) + " to " + plot::number_text(one.high),
                 plot::number_text(one.p_value), in_words(one, "A")});
    } else {
      table.add({letter(i + 1), "–", "–", "–", in_words(one, "A")});
    }
  }
  section.body =
      table.html() + paragraph(
                         "A paired bootstrap: the same test rows are drawn a thousand times with replacement, and both runs measured on "
                         "each draw. Every row counts once. p is not corrected for the number of runs compared.",
                         "soft");
  return section;
}

Section metrics_of_runs(std::span<const RunFiles> runs) {
  Section section{.id = "metrics", .title = "Metrics"};
  static constexpr std::array parts = {std::pair("test", "Test rows"), std::pair("baseline", "Baseline on the test rows"),
                                       std::pair("cv", "Cross-validation"), std::pair("train", "Training rows")};
  std::vector<std::string> tables;
  tables.reserve(parts.size());
  for (const auto& [part, name] : parts) tables.push_back(titled(name, values_table(runs, "metric", metrics_side_by_side(runs, part))));
  section.body = beside(tables);
  return section;
}

using Draw = Figure (*)(const RunFiles&, std::string_view);

/// The same figure of each run beside one another.
Section figures_of_runs(std::span<const RunFiles> runs, const std::string& id, const std::string& title, std::span<const Draw> draws) {
  Section section{.id = id, .title = title};
  for (std::size_t d = 0; d < draws.size(); ++d) {
    std::vector<Figure> all;
    all.reserve(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
      Figure one = draws[d](runs[i], id + "-" + std::to_string(d) + "-" + letter(i));
      one.caption = letter(i) + ": " + runs[i].name();
      all.push_back(std::move(one));
    }
    section.body += figures(all);
  }
  return section;
}

}  // namespace

std::string letter(std::size_t run) { return run < 26 ? std::string(1, static_cast<char>('A' + run)) : std::to_string(run + 1); }

std::string comparison_report(std::span<const RunFiles> runs, const Comparison& comparison) {
  static constexpr std::array<Draw, 6> predictions = {draw_predicted_against_actual, draw_residuals,   draw_roc,
                                                      draw_precision_recall,         draw_reliability, draw_confusion_matrix};
  static constexpr std::array<Draw, 2> models = {draw_feature_importance, draw_learning_curve};
  const std::string title = "Comparison of " + std::to_string(runs.size()) + " runs";
  std::vector<Section> sections = {significance_section(comparison), metrics_of_runs(runs)};
  sections.push_back({"parameters", "Parameters that differ", values_table(runs, "parameter", different_parameters(runs))});
  sections.push_back(figures_of_runs(runs, "predictions", "Predictions on the test rows", predictions));
  sections.push_back(figures_of_runs(runs, "model", "Models", models));
  return page(title, "<h1>" + escaped(title) + "</h1>\n" + runs_table(runs), sections);
}

}  // namespace trainyard::report
