#pragma once

#include <limits>

#include "kernels/base/math.cuh"
#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct YeoJohnson {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap& map, double x, std::size_t) {
    if (x - x != 0.0) return x;
    const bool negative = x < 0.0;
    const double power = negative ? 2.0 - map.a : map.a;
    const double log = kernels::TRAINYARD_BACKEND::portable_log1p(negative ? -x : x);
    constexpr double eps = std::numeric_limits<double>::epsilon();
    const double size = power < eps && power > -eps ? log : kernels::TRAINYARD_BACKEND::portable_expm1(power * log) / power;
    return negative ? -size : size;
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
