#pragma once

#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

struct FillByCode {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap& map, double x, std::size_t row) {
    if (x == x) return x;
    const std::int64_t code = map.codes.data[row];
    return code >= 0 && code < static_cast<std::int64_t>(map.table.size) ? map.table.data[code] : map.a;
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
