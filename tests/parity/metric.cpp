#include <cmath>

#include "kernels/metric/list.hpp"
#include "tests/parity/parity.hpp"
#include "tests/reference/classification.hpp"

namespace trainyard::parity {
namespace {

using kernels::metric::Kind;
using kernels::metric::Metric;

std::vector<double> weights(std::size_t rows) {
  std::vector<double> all(rows);
  for (std::size_t row = 0; row < rows; ++row) all[row] = static_cast<double>(row * 7919 % 13) / 3.0;
  return all;
}

// The column is the target; it is also, backwards and as floats, the prediction.
std::vector<double> of_numbers(const Metric& metric, const Exec& exec, const std::vector<double>& column) {
  const std::vector<float> predicted(column.rbegin(), column.rend());
  const std::vector<double> weight = weights(column.size());
  return {metric.value(exec, {.actual = column, .predicted = predicted}),
          metric.value(exec, {.actual = column, .predicted = predicted, .weight = weight})};
}

// Probabilities from the column's digits, so that a missing value is a missing probability; classes by the row.
reference::Classified classify(const std::vector<double>& column, int classes) {
  reference::Classified rows{.classes = classes};
  for (std::size_t row = 0; row < column.size(); ++row) {
    for (int k = 0; k < classes; ++k) {
      const double digits = column[row] * (k + 1);
      rows.predicted.push_back(std::isinf(digits) ? 1.0f : static_cast<float>(std::fabs(digits - std::trunc(digits))));
    }
    const std::size_t mixed = row * 2654435761u >> 7;
    rows.actual.push_back(static_cast<double>(mixed % static_cast<unsigned>(classes)));
    rows.decided.push_back(static_cast<std::int32_t>(mixed / 64 % static_cast<unsigned>(classes)));
  }
  return rows;
}

std::vector<double> of_classes(const Metric& metric, const Exec& exec, const std::vector<double>& column) {
  std::vector<double> values;
  for (const int classes : {2, 3}) {
    reference::Classified rows = classify(column, classes);
    values.push_back(metric.value(exec, rows.sample()));
    rows.weight = weights(column.size());
    values.push_back(metric.value(exec, rows.sample()));
  }
  return values;
}

}  // namespace

std::vector<Entry> metric() {
  std::vector<Entry> entries;
  for (const Metric& metric : kernels::metric::metrics()) {
    const auto values = metric.kind == Kind::values ? of_numbers : of_classes;
    entries.push_back({"metric_" + std::string(metric.name), [&metric, values](const Exec& exec, const std::vector<double>& column) {
                         return reference::bytes_of(values(metric, exec, column));
                       }});
  }
  return entries;
}

}  // namespace trainyard::parity
