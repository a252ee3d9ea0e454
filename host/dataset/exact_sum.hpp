// A sum of doubles without rounding, whatever their order and size.
#pragma once

#include <array>
#include <cstdint>

namespace trainyard::dataset {

/// 128 bits, for products of counts and mantissas.
__extension__ using Wide = unsigned __int128;

/// A fixed-point number wide enough for 2^53 doubles of any size, after the superaccumulator of Neal, "Fast exact summation using small
/// and large superaccumulators", 2015. The unit is 2^-1138: 64 bits below the smallest double, for quotients.
class ExactSum {
 public:
  static constexpr unsigned unit_shift = 1138;

  /// Adds `value`, which is finite, `count` times.
  void add(double value, std::uint64_t count = 1);
  /// Adds ± magnitude · 2^shift units.
  void add(bool negative, Wide magnitude, unsigned shift);
  /// Divides by `count` > 0, which cuts off less than one unit.
  void divide(std::uint64_t count);
  /// To the nearest double.
  [[nodiscard]] double rounded() const;

 private:
  static constexpr std::size_t limbs = 72;
  [[nodiscard]] bool negative() const { return (limbs_.back() >> 31) != 0; }
  void negate();

  std::array<std::uint32_t, limbs> limbs_{};  // two's complement, least significant first
};

}  // namespace trainyard::dataset
