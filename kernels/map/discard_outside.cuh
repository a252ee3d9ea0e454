#pragma once

#include <limits>

#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct DiscardOutside {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap& map, double x, std::size_t) {
    return x < map.a || x > map.b ? std::numeric_limits<double>::quiet_NaN() : x;
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
