#pragma once

namespace trainyard::models::linear {

/// `value` moved towards 0 by `by`, and no further than 0.
inline double soft_threshold(double value, double by) { return value > by ? value - by : value < -by ? value + by : 0.0; }

}  // namespace trainyard::models::linear
