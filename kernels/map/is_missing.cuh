#pragma once

#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct IsMissing {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap&, double x, std::size_t) { return x != x ? 1.0 : 0.0; }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
