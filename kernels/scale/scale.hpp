// Scaling numbers: the list of ways, and the one kernel that applies them all.
#pragma once

#include <span>
#include <string_view>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::scale {

/// y = (x - center) / divisor. The divisor is never 0.
struct Affine {
  double center = 0.0;
  double divisor = 1.0;
  bool operator==(const Affine&) const = default;
};

/// One way to scale.
struct Scaler {
  std::string_view name;
  std::string_view doc;
  /// Learns from the numbers of `column` that are not missing; the identity when there are none.
  Affine (*fit)(const Exec& exec, ColumnView column);
};

/// All of them, in the order of the reference: one file each, one line each in scale.cpp.
std::span<const Scaler> scalers();
/// Returns nullptr when there is none of that name.
const Scaler* find_scaler(std::string_view name);

extern const Scaler none, standard, minmax;

/// result[i] = float((x - center) / divisor), where x is column[i], or `stand_in` where that is missing (NaN: it stays missing).
/// A missing result is always the same quiet NaN; a number too large for float becomes infinite, for the caller to find.
TRAINYARD_KERNEL(apply, void(const Exec&, ColumnView column, double stand_in, Affine affine, View<float> result));

}  // namespace trainyard::kernels::scale
