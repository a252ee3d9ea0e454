// Values as bytes, so that a split is a comparison of two bytes: the code of a value is how many of its column's thresholds it reaches.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/base/view.hpp"
#include "kernels/quantise/bin_lookup.hpp"

namespace trainyard::kernels::trees {

/// Each column that is split has its codes at two places: at one a missing value (NaN) is below every threshold, at the other it is below
/// none. A column of more thresholds than a byte can count has them in parts, each with two places of its own.
class ValueCodes {
 public:
  static constexpr std::size_t most_thresholds = quantise::missing_bin - 1;  ///< of a part
  static constexpr std::size_t most_rows = 256;                              ///< that are coded at a time
  static constexpr std::size_t most_places = std::size_t{1} << 16;

  /// Whether a value is below a threshold: its code at the place is less than the rank. By default no value is.
  struct Split {
    std::uint16_t place = 0;
    std::int8_t signed_rank = -128;  ///< 128 less
    std::uint8_t rank = 0;

    /// For a comparison with a code of one row.
    [[nodiscard]] std::uint32_t word() const { return std::bit_cast<std::uint32_t>(*this); }
  };
  static_assert(std::endian::native == std::endian::little, "the rank is highest in a word");

  ValueCodes() = default;
  /// Per column its thresholds, in any order, none of them NaN.
  explicit ValueCodes(std::vector<std::vector<float>> thresholds);

  [[nodiscard]] std::size_t places() const { return 2 * parts_.size(); }
  /// `threshold` is one of the column's, and there are no more than most_places places.
  [[nodiscard]] Split split(std::size_t column, float threshold, bool missing_is_below) const;

  /// codes[place * most_rows + r], each 128 less, of the rows [first, first + count), most_rows at most.
  void find(const MatrixView<const float>& rows, std::size_t first, std::size_t count, std::uint8_t* codes) const {
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      const Part& part = parts_[p];
      const float* const values = rows.data + part.column * rows.stride + first;
      std::uint8_t* const below = codes + 2 * p * most_rows;
      std::uint8_t* const above = below + most_rows;
      if (part.is_short()) {
        count_reached(part, values, count, above);
      } else {
        lookups_[part.lookup].find_bins<most_rows>(values, count, above);
      }
      for (std::size_t r = 0; r < count; ++r) {
        const std::uint8_t code = above[r];
        below[r] = as_signed(or_lowest(code));
        above[r] = as_signed(code);
      }
    }
  }

  /// codes[place] of one row, each less than Split::word() where it is less than the rank.
  void find(const MatrixView<const float>& rows, std::size_t row, std::uint32_t* codes) const {
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      const Part& part = parts_[p];
      const float value = rows.data[part.column * rows.stride + row];
      const std::uint8_t code = part.is_short() ? count_reached(part, value) : lookups_[part.lookup].bin(value);
      codes[2 * p] = as_word(or_lowest(code));
      codes[2 * p + 1] = as_word(code);
    }
  }

 private:
  /// So few thresholds are compared one by one.
  static constexpr std::size_t few = 16;
  static constexpr std::uint8_t missing = quantise::missing_bin;

  struct Part {
    std::size_t column;
    std::size_t first, count;  ///< in thresholds_
    std::size_t lookup;        ///< where it is not short

    [[nodiscard]] bool is_short() const { return count <= few; }
  };

  static std::uint8_t as_signed(std::uint8_t code) { return code ^ 128U; }
  static std::uint32_t as_word(std::uint32_t code) { return code << 24 | 0xFFFFFFU; }
  static std::uint8_t or_lowest(std::uint8_t code) { return code == missing ? 0 : code; }

  [[nodiscard]] std::uint8_t count_reached(const Part& part, float value) const {
    std::uint32_t reached = 0;
    for (std::size_t t = part.first; t < part.first + part.count; ++t) reached += value >= thresholds_[t] ? 1 : 0;
    return value != value ? missing : static_cast<std::uint8_t>(reached);
  }

  void count_reached(const Part& part, const float* values, std::size_t count, std::uint8_t* codes) const {
    for (std::size_t r = 0; r < count; ++r) codes[r] = values[r] != values[r] ? missing : 0;
    for (std::size_t t = part.first; t < part.first + part.count; ++t) {
      const float threshold = thresholds_[t];
      for (std::size_t r = 0; r < count; ++r) codes[r] = static_cast<std::uint8_t>(codes[r] + (values[r] >= threshold ? 1 : 0));
    }
  }

  std::vector<float> thresholds_;           ///< column after column, ascending
  std::vector<std::size_t> first_of_;       ///< per column, in thresholds_; and where they end
  std::vector<std::size_t> first_part_of_;  ///< per column
  std::vector<Part> parts_;
  std::vector<quantise::BinLookup> lookups_;
};

}  // namespace trainyard::kernels::trees
