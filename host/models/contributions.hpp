// What each feature adds to what a model says of a row.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace trainyard::models {

/// SHAP values (Lundberg and Lee, 2017) in the space of the margin: the number that a link makes a prediction of. There is one margin per
/// row for a regression and for two classes (of class 1), else one per class. A row's values and the bias add up to its margin.
struct Contributions {
  std::size_t rows = 0;
  std::size_t outputs = 1;    ///< margins per row
  std::size_t columns = 0;    ///< of features
  std::vector<float> values;  ///< values[(r * outputs + k) * (columns + 1) + c]; c = columns is the bias

  /// The features' part of one margin.
  [[nodiscard]] std::span<const float> of(std::size_t r, std::size_t k = 0) const {
    return {values.data() + (r * outputs + k) * (columns + 1), columns};
  }
  [[nodiscard]] float bias(std::size_t r, std::size_t k = 0) const { return values[(r * outputs + k) * (columns + 1) + columns]; }
};

}  // namespace trainyard::models
