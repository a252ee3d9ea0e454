#include "host/features/outlier_rows.hpp"

#include <cmath>

#include "host/error/error.hpp"
#include "host/features/training_columns.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/outliers/outliers.hpp"

namespace trainyard::features {
namespace {

namespace outliers = kernels::outliers;

std::optional<outliers::Bounds> bounds_of(const Exec& exec, const std::string& name, const OutlierOptions& options,
                                          const kernels::reduce::Numbers& numbers) {
  const auto found = outliers::find_method(options.method)->fit(exec, numbers, options.limits);
  if (!found || (std::isfinite(found->lower) && std::isfinite(found->upper))) return found;
  throw Error(ExitCode::bad_data, "column '" + name + "': its numbers are too large to fit outliers: " + options.method +
                                      " (a mean or range overflows); set bounds by hand, or drop the column");
}

// How many rows lie outside.
std::uint64_t mark_outside(const Exec& exec, const kernels::reduce::Numbers& numbers, const outliers::Bounds& bounds,
                           std::vector<bool>& out) {
  std::uint64_t outside = 0;
  numbers.each([&](kernels::ColumnView block, std::size_t first_row) {
    const auto values = kernels::download(exec, block);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!(values[i] < bounds.lower || values[i] > bounds.upper)) continue;
      out[first_row + i] = true;
      ++outside;
    }
  });
  return outside;
}

}  // namespace

KeptRows without_outliers(const Exec& exec, const Plan& plan, const Training& training) {
  KeptRows kept;
  std::vector<bool> out(training.rows.size(), false);
  const TrainingColumns columns(exec, training.source, training.rows, plan.derive);
  for (const ColumnPlan& column : plan.columns) {
    const auto* numeric = std::get_if<NumericOptions>(&column.options);
    if (numeric == nullptr || numeric->outliers.method == "none" || numeric->outliers.action != "drop") continue;
    const auto numbers = columns.numbers(column.name);
    const auto bounds = bounds_of(exec, column.name, numeric->outliers, *numbers);
    kept.dropped.emplace_back(column.name, bounds ? mark_outside(exec, *numbers, *bounds, out) : 0);
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!out[i]) kept.rows.push_back(training.rows[i]);
  }
  if (kept.rows.empty() && !training.rows.empty()) {
    throw Error(ExitCode::bad_data, "outliers with action: drop leave none of the " + std::to_string(training.rows.size()) +
                                        " training rows; use action: clip or missing, or wider bounds");
  }
  return kept;
}

}  // namespace trainyard::features
