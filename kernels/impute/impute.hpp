// Filling missing numbers: the list of ways.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"
#include "kernels/map/map.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::kernels::impute {

/// One way to find the number that stands in for a missing one.
struct Imputer {
  std::string_view name;
  std::string_view doc;
  /// What fills missing numbers, learned from `numbers`; no map leaves them missing. `constant` is the user's own value. A column without
  /// any number gives 0, as scikit-learn's SimpleImputer(keep_empty_features=True) does.
  map::Maps (*fit)(const Exec& exec, const reduce::Numbers& numbers, double constant);
  /// The stand-in for a group of rows from its numbers, ascending, one at least; null where groups make no difference.
  double (*of_group)(std::span<const double> sorted);
};

/// All of them, in the order of the reference: one file each, one line each in impute.cpp.
std::span<const Imputer> imputers();
/// Returns nullptr when there is none of that name.
const Imputer* find_imputer(std::string_view name);

extern const Imputer none, mean, median, most_frequent, constant;

/// The map that puts `value` in.
inline map::Map filled_with(double value) { return {.kind = map::Kind::fill, .a = value, .b = 0.0}; }

/// How many numbers are missing.
TRAINYARD_KERNEL(count_missing, std::uint64_t(const Exec&, ColumnView column));

}  // namespace trainyard::kernels::impute
