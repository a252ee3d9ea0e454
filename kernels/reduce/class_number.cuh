// Class numbers that come as doubles, as the target does. For .cu files.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/base/backend.hpp"

namespace trainyard::kernels::reduce::TRAINYARD_BACKEND {

/// Whether `x` is one of 0, 1, … classes - 1; NaN is none.
TRAINYARD_HOST_DEVICE inline bool is_class(double x, std::size_t classes) {
  return x >= 0.0 && x < static_cast<double>(classes) && static_cast<double>(static_cast<std::int64_t>(x)) == x;
}

}  // namespace trainyard::kernels::reduce::TRAINYARD_BACKEND
