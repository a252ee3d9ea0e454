#pragma once

#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct Distance {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap& map, double x, std::size_t) {
    const double difference = x - map.a;
    return difference < 0.0 ? -difference : difference;
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
