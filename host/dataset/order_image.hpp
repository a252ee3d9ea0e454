// Doubles as whole numbers in the same order, so that a range of values is a range of leading bits.
#pragma once

#include <bit>
#include <cstdint>

namespace trainyard::dataset {

/// Larger for the larger value; -0 and 0 have the same image. Not for NaN.
inline std::uint64_t order_image(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  const std::uint64_t negative = 0 - (bits >> 63);  // all ones, or 0
  return bits ^ (negative | (std::uint64_t{1} << 63));
}

inline double value_of_image(std::uint64_t image) {
  return std::bit_cast<double>((image >> 63) != 0 ? image ^ (std::uint64_t{1} << 63) : ~image);
}

}  // namespace trainyard::dataset
