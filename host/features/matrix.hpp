// The feature matrix handed to models: float32, column-major, NaN is missing.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace trainyard::features {

struct Matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<float> values;  ///< values[c * rows + r]

  [[nodiscard]] std::span<const float> column(std::size_t c) const { return {values.data() + c * rows, rows}; }
};

}  // namespace trainyard::features
