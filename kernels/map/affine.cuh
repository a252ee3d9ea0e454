#pragma once

#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct Affine {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap& map, double x, std::size_t) { return (x - map.a) / map.b; }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
