#pragma once

#include "kernels/base/math.cuh"
#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct SignedLog1p {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap&, double x, std::size_t) {
    const double size = kernels::TRAINYARD_BACKEND::portable_log1p(x < 0.0 ? -x : x);
    const double with_sign = x < 0.0 ? -size : size;
    return x - x != 0.0 ? x : with_sign;
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
