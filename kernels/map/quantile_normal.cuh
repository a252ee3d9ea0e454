#pragma once

#include <limits>

#include "kernels/base/math.cuh"
#include "kernels/map/map.hpp"
#include "kernels/map/quantile_uniform.cuh"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct QuantileNormal {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap& map, double x, std::size_t) {
    constexpr double at_ends = 1e-7, lowest = at_ends - std::numeric_limits<double>::epsilon();
    if (x != x) return x;
    if (x - at_ends < map.table.data[0]) return kernels::TRAINYARD_BACKEND::normal_quantile(lowest);
    if (x + at_ends > map.table.data[map.table.size - 1]) return kernels::TRAINYARD_BACKEND::normal_quantile(1.0 - lowest);
    // Numbers so large that at_ends is lost in them can be the ends themselves.
    const double share = QuantileUniform::between_ends(map.table, x);
    const double raised = share < lowest ? lowest : share;
    return kernels::TRAINYARD_BACKEND::normal_quantile(raised > 1.0 - lowest ? 1.0 - lowest : raised);
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
