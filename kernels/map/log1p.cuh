#pragma once

#include <limits>

#include "kernels/base/math.cuh"
#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct Log1p {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap&, double x, std::size_t) {
    return x == std::numeric_limits<double>::infinity() ? x : kernels::TRAINYARD_BACKEND::portable_log1p(x);
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
