#include <algorithm>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {
namespace {

constexpr std::size_t most_labels = 20;

std::string rows_or_weight(const Json& value) {
  return value.is_number_unsigned() ? count_text(value.get<std::uint64_t>()) : value_text(value);
}

double row_sum(const Json& row) {
  double sum = 0;
  for (const Json& cell : row) sum += cell.get<double>();
  return sum;
}

void draw_cells(plot::Svg& svg, const plot::Frame& frame, const std::vector<std::string>& labels, const Json& matrix, bool with_texts) {
  const double width = frame.at(1, 0).x - frame.at(0, 0).x, height = frame.at(0, 0).y - frame.at(0, 1).y;
  for (std::size_t actual = 0; actual < labels.size(); ++actual) {
    const double sum = row_sum(matrix[actual]);
    for (std::size_t decided = 0; decided < labels.size(); ++decided) {
      const Json& value = matrix[actual][decided];
      const double share = sum > 0 ? value.get<double>() / sum : 0;
      const plot::Point middle = frame.at(static_cast<double>(decided), static_cast<double>(labels.size() - 1 - actual));
      svg.rectangle(
          {middle.x - width / 2 + 1, middle.y - height / 2 + 1}, width - 2, height - 2,
          {{"fill", std::string(actual == decided ? plot::blue : plot::vermillion)}, {"fill-opacity", share_text(0.04 + 0.56 * share)}},
          rows_or_weight(value) + " of actual '" + labels[actual] + "' predicted as '" + labels[decided] + "', " + share_text(share) +
              " of that class");
      if (with_texts) svg.text({middle.x, middle.y + 4}, rows_or_weight(value), {{"text-anchor", "middle"}, {"pointer-events", "none"}});
    }
  }
}

}  // namespace

Figure draw_confusion_matrix(const RunFiles& run, std::string_view name) {
  const Json& confusion = member(run.metrics, {"report", "confusion_matrix"});
  const Json& matrix = member(confusion, {"matrix"});
  if (!matrix.is_array()) return {};
  std::vector<std::string> labels = run.test.labels;
  const std::size_t all = labels.size();
  labels.resize(std::min(all, most_labels));
  plot::Svg svg(name, panel_width, panel_height(), "Confusion matrix",
                "Test rows by actual class and the class predicted; the stronger a cell, the larger its share of the actual class.");
  svg.text({16, 44}, all > labels.size() ? "the first " + std::to_string(labels.size()) + " of " + std::to_string(all) + " classes"
                                         : std::string("stronger: a larger share of the actual class"));
  const std::vector<std::string> upwards(labels.rbegin(), labels.rend());
  const plot::Frame frame = panel_frame(1, {plot::Scale::categories(labels), "predicted"}, {plot::Scale::categories(upwards), "actual"});
  frame.draw(svg);
  svg.rectangle({frame.inner().left + 0.5, frame.inner().top}, frame.inner().width, frame.inner().height - 0.5,
                {{"class", "ty-paper"}, {"fill", "#FFFFFF"}});
  draw_cells(svg, frame, labels, matrix, labels.size() <= 8);
  std::vector<std::string> headings = {"actual \\ predicted"};
  headings.insert(headings.end(), labels.begin(), labels.end());
  HtmlTable table(headings);
  for (std::size_t actual = 0; actual < labels.size(); ++actual) {
    std::vector<std::string> cells = {labels[actual]};
    for (std::size_t decided = 0; decided < labels.size(); ++decided) cells.push_back(rows_or_weight(matrix[actual][decided]));
    table.add(cells);
  }
  return {.svg = std::move(svg).finish(), .data = table.html()};
}

}  // namespace trainyard::report
