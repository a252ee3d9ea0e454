#pragma once

#include "kernels/base/math.cuh"
#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct SignedLog1p {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap&, double x, std::size_t) {
    if (x - x != 0.0) return x;
    const double size = kernels::TRAINYARD_BACKEND::portable_log1p(x < 0.0 ? -x : x);
    return x < 0.0 ? -size : size;
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
