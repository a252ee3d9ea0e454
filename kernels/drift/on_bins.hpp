// A test of shares as one of categories, and that as one of numbers, whose bins are the categories.
#pragma once

#include <algorithm>

#include "kernels/drift/bins.hpp"
#include "kernels/drift/list.hpp"

namespace trainyard::kernels::drift {

/// Whether both sides have something to compare.
inline bool both_have_counts(const CategoryCounts& counts) {
  const auto is_there = [](double count) { return count > 0; };
  return std::ranges::any_of(counts.reference, is_there) && std::ranges::any_of(counts.current, is_there);
}

/// Nothing where a side has no counts.
template <double (*of_shares)(const std::vector<double>& reference, const std::vector<double>& current)>
Result on_shares(const CategoryCounts& counts) {
  if (!both_have_counts(counts)) return {};
  return {.statistic = of_shares(shares_of(counts.reference), shares_of(counts.current))};
}

template <Result (*of_categories)(const CategoryCounts&)>
Result on_bins(const NumberSample& reference, const NumberSample& current) {
  const Bins bins = bins_of(reference);
  return of_categories({counts_in(bins, reference), counts_in(bins, current)});
}

}  // namespace trainyard::kernels::drift
