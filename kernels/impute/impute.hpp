// Filling missing numbers: the list of ways, and the kernel that does it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::impute {

/// One way to find the number that stands in for a missing one.
struct Imputer {
  std::string_view name;
  std::string_view doc;
  /// The stand-in learned from `column`; NaN leaves missing numbers missing. `constant` is the user's own value. A column without
  /// any number gives 0, as scikit-learn's SimpleImputer(keep_empty_features=True) does.
  double (*fit)(const Exec& exec, ColumnView column, double constant);
};

/// All of them, in the order of the reference: one file each, one line each in impute.cpp.
std::span<const Imputer> imputers();
/// Returns nullptr when there is none of that name.
const Imputer* find_imputer(std::string_view name);

extern const Imputer none, mean, median, constant;

/// result[i] = column[i], or `value` where column[i] is missing. `result` may be `column`'s own memory.
TRAINYARD_KERNEL(fill, void(const Exec&, ColumnView column, double value, View<double> result));
/// How many numbers are missing.
TRAINYARD_KERNEL(count_missing, std::uint64_t(const Exec&, ColumnView column));

}  // namespace trainyard::kernels::impute
