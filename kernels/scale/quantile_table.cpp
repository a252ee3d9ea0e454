#include "kernels/scale/quantile_table.hpp"

#include <algorithm>

#include "kernels/reduce/ranks.hpp"
#include "kernels/reduce/sorted.hpp"

namespace trainyard::kernels::scale {
namespace {

constexpr std::size_t most_quantiles = 1000;

// Rounded step by step as scikit-learn's: numpy.linspace, to percent and back. Where equal numbers end, the last bit of a quantile decides
// how many quantiles are equal, and so what those numbers become.
double probability(std::size_t i, std::size_t count) {
  if (i + 1 == count) return count == 1 ? 0.0 : 1.0;
  const double step = 1.0 / static_cast<double>(count - 1);
  return static_cast<double>(i) * step * 100.0 / 100.0;
}

}  // namespace

map::Maps with_quantiles(const Exec& exec, const reduce::Numbers& numbers, map::Kind kind) {
  const auto sorted = reduce::sorted(exec, numbers);
  if (sorted.empty()) return {};
  std::size_t rows = 0;
  numbers.each([&](ColumnView block, std::size_t) { rows += block.size; });
  map::Map made{.kind = kind, .a = 0.0, .b = 1.0, .table = std::vector<double>(std::min(rows, most_quantiles))};
  for (std::size_t i = 0; i < made.table.size(); ++i) {
    const auto place = reduce::quantile_place(static_cast<std::int64_t>(sorted.size()), probability(i, made.table.size()));
    const double at =
        reduce::interpolate(sorted[static_cast<std::size_t>(place.low)], sorted[static_cast<std::size_t>(place.high)], place.weight);
    // Rounding must not make them descend.
    made.table[i] = i == 0 ? at : std::max(at, made.table[i - 1]);
  }
  return {std::move(made)};
}

}  // namespace trainyard::kernels::scale
