#pragma once

#include <limits>

#include "kernels/base/math.cuh"
#include "kernels/map/map.hpp"
#include "kernels/map/signed_log1p.cuh"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct PowerOfLog {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap& map, double x, std::size_t) {
    const bool negative = x < 0.0;
    const double power = negative ? 2.0 - map.a : map.a, log = negative ? -x : x;
    constexpr double eps = std::numeric_limits<double>::epsilon();
    const double powered = kernels::TRAINYARD_BACKEND::portable_expm1(power * log) / power;
    const double size = power < eps && power > -eps ? log : powered;
    const double with_sign = negative ? -size : size;
    return x - x != 0.0 ? x : with_sign;
  }
};

struct YeoJohnson {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap& map, double x, std::size_t row) {
    return PowerOfLog::of(map, SignedLog1p::of(map, x, row), row);
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
