#include <algorithm>
#include <cmath>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {
namespace {

constexpr std::size_t histogram_bins = 40;

struct Histogram {
  double low = 0, width = 1;
  std::vector<std::uint64_t> rows = std::vector<std::uint64_t>(histogram_bins, 0);
  [[nodiscard]] double edge(std::size_t k) const { return low + width * static_cast<double>(k); }
};

/// Equally wide histogram_bins from the least residual to the largest.
Histogram histogram_of(const std::vector<double>& residual) {
  Histogram out;
  const auto [low, high] = std::ranges::minmax(residual);
  out.low = low;
  if (high > low) out.width = (high - low) / static_cast<double>(histogram_bins);
  for (const double value : residual) ++out.rows[std::min(histogram_bins - 1, static_cast<std::size_t>((value - low) / out.width))];
  return out;
}

}  // namespace

Figure draw_residual_histogram(const RunFiles& run, std::string_view name) {
  if (run.task() != "regression") return {};
  std::vector<double> residual;
  for (std::size_t r = 0; r < run.test.size(); ++r) {
    const double value = run.test.actual[r] - run.test.predicted[r];
    if (std::isfinite(value)) residual.push_back(value);
  }
  const std::string note = rows_text(residual.size(), run.test.size());
  plot::Svg svg(name, panel_width, panel_height(), "How residuals are spread",
                "Number of rows by actual less predicted value, of " + note + ".");
  svg.text({16, 44}, note);
  const Histogram histogram = residual.empty() ? Histogram{} : histogram_of(residual);
  const double most = static_cast<double>(std::ranges::max(histogram.rows));
  const plot::Frame frame = panel_frame(1, {plot::Scale::linear(histogram.low, histogram.edge(histogram_bins)), "actual − predicted"},
                                        {plot::Scale::linear(0, std::max(most, 1.0)), "rows"});
  frame.draw(svg);
  for (std::size_t k = 0; k < histogram_bins; ++k) {
    if (histogram.rows[k] == 0) continue;
    const plot::Point corner = frame.at(histogram.edge(k), static_cast<double>(histogram.rows[k]));
    const plot::Point opposite = frame.at(histogram.edge(k + 1), 0);
    svg.rectangle(corner, std::max(opposite.x - corner.x - 0.5, 0.5), opposite.y - corner.y, {{"fill", std::string(plot::blue)}},
                  count_text(histogram.rows[k]) + " rows from " + plot::number_text(histogram.edge(k)) + " to " +
                      plot::number_text(histogram.edge(k + 1)));
  }
  if (residual.empty()) plot::draw_note(svg, "there are no test rows");
  return {.svg = std::move(svg).finish()};
}

}  // namespace trainyard::report
