// Scaling numbers: the list of ways.
#pragma once

#include <limits>
#include <span>
#include <string_view>

#include "kernels/base/exec.hpp"
#include "kernels/map/map.hpp"
#include "kernels/reduce/moments.hpp"
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

extern const Scaler none, standard, minmax, max_abs, robust, quantile_uniform, quantile_normal, log1p, yeo_johnson;

/// Whether the numbers differ by no more than rounding, as scikit-learn judges it.
bool is_constant(const reduce::Moments& moments);

/// A range to divide by; 1 for one so small that the column is taken for constant, as in scikit-learn's _handle_zeros_in_scale.
inline double divisor_of(double range) { return range < 10 * std::numeric_limits<double>::epsilon() ? 1.0 : range; }

/// (x - center) / divisor; the divisor is never 0.
inline map::Maps shifted_and_divided(double center, double divisor) { return {{.kind = map::Kind::affine, .a = center, .b = divisor}}; }

}  // namespace trainyard::kernels::scale
