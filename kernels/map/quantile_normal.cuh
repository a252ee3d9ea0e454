#pragma once

#include <limits>

#include "kernels/base/math.cuh"
#include "kernels/map/map.hpp"
#include "kernels/map/quantile_uniform.cuh"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct QuantileNormal {
  TRAINYARD_HOST_DEVICE static void over(const DeviceMap& map, double* x, std::size_t, std::size_t rows) {
    constexpr double at_ends = 1e-7, lowest = at_ends - std::numeric_limits<double>::epsilon(), highest = 1.0 - lowest;
    const double low_end = map.table.data[0], high_end = map.table.data[map.table.size - 1];
    double share[kernels::TRAINYARD_BACKEND::run_rows];
    // Numbers so large that at_ends is lost in them can be the ends themselves.
    shares_inside(map.table, x, rows, share);
    for (std::size_t i = 0; i < rows; ++i) {
      const double raised = share[i] < lowest ? lowest : share[i];
      const double inside = raised > highest ? highest : raised;
      const double but_high = x[i] + at_ends > high_end ? highest : inside;
      const double mapped = kernels::TRAINYARD_BACKEND::normal_quantile(x[i] - at_ends < low_end ? lowest : but_high);
      x[i] = x[i] != x[i] ? x[i] : mapped;
    }
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
