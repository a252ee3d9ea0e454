// Minima along one direction of a quadratic with a penalty on absolute values.
#pragma once

#include <span>

namespace trainyard::models::linear {

/// `value` moved towards 0 by `by`, and no further than 0.
inline double soft_threshold(double value, double by) { return value > by ? value - by : value < -by ? value + by : 0.0; }

/// The t where l1 * sum |value + t| + bend / 2 * t^2 + slope * t is least; 0 where that is so within rounding. Where t makes a value 0 it
/// does so exactly.
double common_shift(std::span<const double> values, double l1, double bend, double slope);

}  // namespace trainyard::models::linear
