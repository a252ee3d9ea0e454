#pragma once

#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct Clip {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap& map, double x, std::size_t) {
    const double raised = x < map.a ? map.a : x;
    return raised > map.b ? map.b : raised;
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
