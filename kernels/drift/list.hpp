// Drift: how far a sample is from a reference. One file per test, one line each in list.cpp.
//
// A test on bins (psi, js, and chi2 of numbers) puts numbers into the bins of the reference, see bins.hpp.
#pragma once

#include <limits>
#include <span>
#include <string_view>

#include "kernels/drift/sample.hpp"

namespace trainyard::kernels::drift {

struct Result {
  double statistic = std::numeric_limits<double>::quiet_NaN();  ///< NaN where one side has nothing
  double p_value = std::numeric_limits<double>::quiet_NaN();    ///< NaN for a test without one, too
};

struct DriftTest {
  std::string_view name;
  std::string_view doc;
  double max = std::numeric_limits<double>::quiet_NaN();  ///< the statistic above which there is drift, by default; NaN: p_value decides
  bool has_p_value = false;
  /// Null: not for such columns; `stand_in` takes its place.
  Result (*of_numbers)(const NumberSample& reference, const NumberSample& current) = nullptr;
  Result (*of_categories)(const CategoryCounts& counts) = nullptr;
  std::string_view stand_in = {};
};

/// All of them, in the order of the reference.
std::span<const DriftTest> tests();
/// Returns nullptr when there is none of that name.
const DriftTest* find_test(std::string_view name);
/// The test itself where it is for columns of categories, or of numbers, else the one that stands in for it.
const DriftTest& test_for(const DriftTest& test, bool categories);

extern const DriftTest psi, ks, chi2, js, wasserstein;

}  // namespace trainyard::kernels::drift
