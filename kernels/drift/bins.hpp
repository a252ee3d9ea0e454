// Numbers in the bins of a reference, for tests that compare shares.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/drift/sample.hpp"

namespace trainyard::kernels::drift {

/// Ten bins, or fewer. A reference of at most ten different values has a bin for each, and a last one for whatever else there may be. Any
/// other has the bins between its deciles, which are values of it (numpy.quantile with method "inverted_cdf"), each with the decile above
/// it; deciles that are equal are one. The first goes down to -infinity, the last up to infinity.
struct Bins {
  std::vector<double> edges;  ///< ascending: the value of each bin but the last, or its upper end
  bool of_values = false;     ///< a bin is one value, not a range

  [[nodiscard]] std::size_t size() const { return edges.empty() ? 0 : edges.size() + 1; }
};

Bins bins_of(const NumberSample& reference);
/// The count in each bin.
std::vector<double> counts_in(const Bins& bins, const NumberSample& sample);

/// Each count as a share of their sum. Precondition: a sum above 0.
std::vector<double> shares_of(std::span<const double> counts);

}  // namespace trainyard::kernels::drift
