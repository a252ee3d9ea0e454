#include "kernels/scale/quantile_table.hpp"

#include <algorithm>

#include "kernels/reduce/ranks.hpp"
#include "kernels/reduce/sorted.hpp"

namespace trainyard::kernels::scale {
namespace {

constexpr std::size_t most_quantiles = 1000;

}  // namespace

map::Maps with_quantiles(const Exec& exec, const reduce::Numbers& numbers, map::Kind kind) {
  const auto sorted = reduce::sorted(exec, numbers);
  if (sorted.empty()) return {};
  std::size_t rows = 0;
  numbers.each([&](ColumnView block, std::size_t) { rows += block.size; });
  map::Map made{.kind = kind, .a = 0.0, .b = 1.0, .table = std::vector<double>(std::min(rows, most_quantiles))};
  const auto steps = static_cast<double>(std::max<std::size_t>(made.table.size() - 1, 1));
  for (std::size_t i = 0; i < made.table.size(); ++i) {
    const auto place = reduce::quantile_place(static_cast<std::int64_t>(sorted.size()), static_cast<double>(i) / steps);
    const double at =
        reduce::interpolate(sorted[static_cast<std::size_t>(place.low)], sorted[static_cast<std::size_t>(place.high)], place.weight);
    // Rounding must not make them descend.
    made.table[i] = i == 0 ? at : std::max(at, made.table[i - 1]);
  }
  return {std::move(made)};
}

}  // namespace trainyard::kernels::scale
