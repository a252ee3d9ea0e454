// Exact quantiles without a sort: radix selection over the ordered bits of the doubles, 16 bits at a time. Each pass counts, in integers,
// the next digit of the values that agree with a wanted one so far; counts of chunks add up, so the cut into chunks, threads and device
// change nothing. At most four passes over the data, for all quantiles together; on the CPU two, where few values have the first digits of
// the wanted ones: these are copied, and counted further. Memory is bounded (counts for 8 prefixes of 65,536 digits at a time, 8 MiB of
// copies).
#pragma once

#include <span>
#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::kernels::reduce {

/// For each probability the quantile of all numbers, whatever their order.
/// Between two values it interpolates as numpy.quantile does with method "linear", to the same bits; but next to an infinite value it gives
/// that infinite value, or NaN between two of opposite signs, unless the quantile falls on a value or between equal ones.
/// NaN is missing and skipped; -0.0 counts as 0.0; no values: NaN. Throws std::invalid_argument for a probability outside [0, 1].
TRAINYARD_KERNEL(quantiles, std::vector<double>(const Exec&, const Numbers& numbers, std::span<const double> probabilities));

/// One quantile; 0.5 is the median.
double quantile(const Exec& exec, const Numbers& numbers, double probability);
double quantile(const Exec& exec, ColumnView values, double probability);

}  // namespace trainyard::kernels::reduce
