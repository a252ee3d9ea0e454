// What drift tests compare: numbers as ascending distinct values with counts, categories as counts.
#pragma once

#include <span>
#include <vector>

#include "kernels/base/view.hpp"

namespace trainyard::kernels::drift {

/// Values ascend, no two are equal, none is NaN; counts are above 0, and need not be whole numbers.
struct NumberSample {
  std::span<const double> values;
  std::span<const double> counts;

  /// The sum of the counts.
  [[nodiscard]] double total() const;
};

/// Count i is of category i on both sides; what is missing or not known is a category of its own or left out, as the caller wants it.
struct CategoryCounts {
  std::span<const double> reference;
  std::span<const double> current;
};

/// A NumberSample that owns its numbers.
struct Distinct {
  std::vector<double> values, counts;

  [[nodiscard]] NumberSample sample() const { return {values, counts}; }
};

/// Of the numbers that are not missing, in host memory; -0.0 as 0.0. Takes 16 bytes per row.
Distinct distinct(ColumnView column);

}  // namespace trainyard::kernels::drift
