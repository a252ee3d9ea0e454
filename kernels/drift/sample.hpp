// What drift tests compare: numbers as ascending distinct values with counts, categories as counts.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "kernels/base/exec.hpp"
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

/// Of the numbers that are not missing; -0.0 as 0.0.
Distinct distinct(ColumnView column);

/// work(index, distinct(columns[index])) for each of `columns`, which are in host memory, side by side on the threads of `exec`. `work`
/// must not throw, and gets the same whatever the number of threads. Takes 16 bytes per row and thread.
void for_each_distinct(const Exec& exec, std::span<const ColumnView> columns,
                       const std::function<void(std::size_t index, Distinct&& values)>& work);

}  // namespace trainyard::kernels::drift
