// The feature matrix handed to models: float32, column-major, NaN is missing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/pages.hpp"

namespace trainyard::features {

struct Matrix {
  /// A vector of a given size, without a value, is not written: fill it.
  using Values = std::vector<float, kernels::PageAllocator<float>>;

  std::size_t rows = 0;
  std::size_t columns = 0;
  Values values;  ///< values[c * rows + r]
  /// Per column: 1 where numbers are those of categories and no quantities (encode: native). Empty: in no column.
  std::vector<std::uint8_t> is_category = {};

  [[nodiscard]] std::span<const float> column(std::size_t c) const { return {values.data() + c * rows, rows}; }
};

}  // namespace trainyard::features
