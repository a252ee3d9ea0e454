// The values of one feature in ascending order with the weight that lies below each.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/base/backend.hpp"
#include "kernels/reduce/fixed_point.hpp"

namespace trainyard::kernels::quantise {

/// A sum of weights in its one form, so that sums compare exactly: low < 2^bits.
struct Weight {
  std::int64_t high = 0;
  std::int64_t low = 0;

  TRAINYARD_HOST_DEVICE friend bool operator<(Weight a, Weight b) { return a.high != b.high ? a.high < b.high : a.low < b.low; }
};

/// Sums of weights in units of 2^-bits of FixedPoint::high.
struct Weights {
  int bits = 0;

  TRAINYARD_HOST_DEVICE Weight of(reduce::FixedPoint sum) const {
    return {sum.high + (sum.low >> bits), sum.low & ((std::int64_t{1} << bits) - 1)};
  }
  TRAINYARD_HOST_DEVICE Weight plus(Weight a, Weight b) const { return of({a.high + b.high, a.low + b.low}); }
  TRAINYARD_HOST_DEVICE Weight minus(Weight a, Weight b) const { return of({a.high - b.high, a.low - b.low}); }
  /// `factor` and `parts` are at most 255, so that nothing overflows; a part is rounded down.
  TRAINYARD_HOST_DEVICE Weight times(Weight a, int factor) const { return of({a.high * factor, a.low * factor}); }
  TRAINYARD_HOST_DEVICE Weight part(Weight a, int parts) const { return {a.high / parts, (((a.high % parts) << bits) + a.low) / parts}; }
  /// a * factor / b, rounded once for weights that fit a double; b is not 0.
  TRAINYARD_HOST_DEVICE double ratio(Weight a, int factor, Weight b) const { return number(a) * factor / number(b); }

 private:
  TRAINYARD_HOST_DEVICE double number(Weight a) const {
    return static_cast<double>(a.high) * static_cast<double>(std::int64_t{1} << bits) + static_cast<double>(a.low);
  }
};

/// Rows of no weight are left out. A run is all rows of one value.
struct SortedColumn {
  const std::uint32_t* keys = nullptr;
  std::size_t size = 0;
  const reduce::FixedPoint* through = nullptr;  ///< per row the weight up to and with it; null: every row weighs `each`
  reduce::FixedPoint each;
  Weights weights;
  bool has_missing = false;  ///< rows that are not here because they have no value

  TRAINYARD_HOST_DEVICE Weight before(std::size_t row) const {
    if (row == 0) return {};
    if (through != nullptr) return weights.of(through[row - 1]);
    const auto rows = static_cast<std::int64_t>(row);
    return weights.of({each.high * rows, each.low * rows});
  }
  TRAINYARD_HOST_DEVICE Weight between(std::size_t first, std::size_t last) const { return weights.minus(before(last), before(first)); }

  /// The first row of the run that `row` is in, looked for from `first` on.
  TRAINYARD_HOST_DEVICE std::size_t run_begin(std::size_t row, std::size_t first) const {
    std::size_t last = row;
    while (first < last) {
      const std::size_t middle = first + (last - first) / 2;
      const bool below = keys[middle] < keys[row];
      first = below ? middle + 1 : first;
      last = below ? last : middle;
    }
    return first;
  }

  /// The row behind the run that `row` is in. Steps that double come first: most runs are short.
  TRAINYARD_HOST_DEVICE std::size_t run_end(std::size_t row) const {
    std::size_t first = row + 1;
    std::size_t step = 1;
    while (first + step <= size && keys[first + step - 1] == keys[row]) {
      first += step;
      step *= 2;
    }
    std::size_t last = first + step <= size ? first + step - 1 : size;
    while (first < last) {
      const std::size_t middle = first + (last - first) / 2;
      const bool equal = keys[middle] == keys[row];
      first = equal ? middle + 1 : first;
      last = equal ? last : middle;
    }
    return first;
  }

  /// The row of [first, last) with which the weight of all up to it reaches `wanted`; `last` when none does.
  TRAINYARD_HOST_DEVICE std::size_t reaches(Weight wanted, std::size_t first, std::size_t last) const {
    while (first < last) {
      const std::size_t middle = first + (last - first) / 2;
      const bool below = before(middle + 1) < wanted;
      first = below ? middle + 1 : first;
      last = below ? last : middle;
    }
    return first;
  }
};

/// What the rows weigh.
struct RowWeights {
  const double* weight = nullptr;  ///< null: every row counts as 1
  reduce::FixedScale scale;
  Weights sums;

  [[nodiscard]] TRAINYARD_HOST_DEVICE bool plain() const { return weight == nullptr; }
  [[nodiscard]] TRAINYARD_HOST_DEVICE reduce::FixedPoint of(std::size_t row) const { return scale.of(weight[row]); }
  /// So small that it counts as 0.
  [[nodiscard]] TRAINYARD_HOST_DEVICE bool is_nothing(std::size_t row) const {
    const reduce::FixedPoint fixed = of(row);
    return fixed.high == 0 && fixed.low == 0;
  }
  /// Of the `size` rows in order.
  [[nodiscard]] TRAINYARD_HOST_DEVICE SortedColumn column(const std::uint32_t* keys, std::size_t size, const reduce::FixedPoint* through,
                                                          bool has_missing) const {
    return {keys, size, through, plain() ? scale.of(1.0) : reduce::FixedPoint{}, sums, has_missing};
  }
};

}  // namespace trainyard::kernels::quantise
