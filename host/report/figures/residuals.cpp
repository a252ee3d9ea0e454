#include <algorithm>
#include <cmath>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {

Figure draw_residuals(const RunFiles& run, std::string_view name) {
  const TestRows& test = run.test;
  if (run.task() != "regression") return {};
  std::vector<std::size_t> rows;
  std::vector<double> predicted, residual;
  for (const std::size_t r : sampled(test.size(), most_rows)) {
    if (!std::isfinite(test.actual[r]) || !std::isfinite(test.predicted[r])) continue;
    rows.push_back(r);
    predicted.push_back(test.predicted[r]);
    residual.push_back(test.actual[r] - test.predicted[r]);
  }
  const std::string note = rows_text(rows.size(), test.size());
  plot::Svg svg(
      name, panel_width, panel_height(), "Residuals",
      "Actual less predicted value over the predicted one, one dot per row: " + note + ". On the dashed line predictions are right.");
  svg.text({16, 44}, note + "; above the line: predicted too low");
  const auto range = [](const std::vector<double>& values) {
    const auto [low, high] = values.empty() ? std::pair(0.0, 1.0) : std::pair(std::ranges::min(values), std::ranges::max(values));
    return plot::Scale::linear(low, high);
  };
  const plot::Scale x = range(predicted);
  std::vector<double> with_zero = residual;
  with_zero.push_back(0);
  const plot::Frame frame = panel_frame(1, {x, "predicted"}, {range(with_zero), "actual − predicted"});
  frame.draw(svg);
  std::vector<plot::Told> marks;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    marks.push_back({frame.at(predicted[i], residual[i]), "row " + std::to_string(test.number[rows[i]]) + ": predicted " +
                                                              plot::number_text(predicted[i]) + ", residual " +
                                                              plot::number_text(residual[i])});
  }
  svg.told_marks(plot::Mark::dot, marks, plot::blue, 0.4);
  if (marks.empty()) {
    plot::draw_note(svg, "there are no test rows");
  } else {
    draw_reference(svg, {frame.inner().left, frame.at(predicted[0], 0).y}, {frame.inner().right(), frame.at(predicted[0], 0).y});
  }
  return {.svg = std::move(svg).finish()};
}

}  // namespace trainyard::report
