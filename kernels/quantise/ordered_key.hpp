// Floats as whole numbers of the same order.
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/base/backend.hpp"

namespace trainyard::kernels::quantise {

/// Negative numbers have all bits turned, the others the sign bit. + 0 turns -0.0 into 0.0. Precondition: not NaN.
TRAINYARD_HOST_DEVICE inline std::uint32_t ordered_key(float x) {
  const float value = x + 0.0F;
  std::uint32_t bits = 0;
  memcpy(&bits, &value, sizeof bits);
  const std::uint32_t negative = 0U - (bits >> 31);
  return bits ^ (negative | 0x80000000U);
}

TRAINYARD_HOST_DEVICE inline float value_of_key(std::uint32_t key) {
  const std::uint32_t negative = (key >> 31) - 1U;
  const std::uint32_t bits = key ^ (negative | 0x80000000U);
  float value = 0.0F;
  memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace trainyard::kernels::quantise
