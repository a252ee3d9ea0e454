// Scaling numbers: the list of ways.
#pragma once

#include <span>
#include <string_view>

#include "kernels/base/exec.hpp"
#include "kernels/map/map.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::kernels::scale {

/// One way to scale.
struct Scaler {
  std::string_view name;
  std::string_view doc;
  /// Learns from the numbers that are not missing; no map when there are none.
  map::Maps (*fit)(const Exec& exec, const reduce::Numbers& numbers);
};

/// All of them, in the order of the reference: one file each, one line each in scale.cpp.
std::span<const Scaler> scalers();
/// Returns nullptr when there is none of that name.
const Scaler* find_scaler(std::string_view name);

extern const Scaler none, standard, minmax;

/// (x - center) / divisor; the divisor is never 0.
inline map::Maps shifted_and_divided(double center, double divisor) { return {{.kind = map::Kind::affine, .a = center, .b = divisor}}; }

}  // namespace trainyard::kernels::scale
