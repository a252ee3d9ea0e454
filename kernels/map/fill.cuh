#pragma once

#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct Fill {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap& map, double x, std::size_t) { return x != x ? map.a : x; }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
