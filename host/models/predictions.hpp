// What a model says about some rows.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace trainyard::models {

/// One value per row for a regression, one probability per class and row for a classification.
struct Predictions {
  std::size_t rows = 0;
  std::size_t width = 1;      ///< values per row, Target::width()
  std::vector<float> values;  ///< values[r * width + k]; probabilities of a row add up to 1 but for rounding

  [[nodiscard]] std::span<const float> row(std::size_t r) const { return {values.data() + r * width, width}; }
  bool operator==(const Predictions&) const = default;
};

}  // namespace trainyard::models
