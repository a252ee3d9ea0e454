// Some rows of a sample as a sample of their own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/evaluate/score.hpp"

namespace trainyard::evaluate {

class RowSubset {
 public:
  /// `rows` are positions in the sample.
  RowSubset(const Sample& sample, std::span<const std::uint32_t> rows);

  /// Refers to this.
  [[nodiscard]] Sample sample() const {
    return {.actual = actual_, .predicted = predicted_, .decided = decided_, .weight = weight_, .classes = classes_};
  }

 private:
  std::vector<double> actual_, weight_;
  std::vector<float> predicted_;
  std::vector<std::int32_t> decided_;
  int classes_;
};

/// Values of a prediction: one, or a probability per class.
inline std::size_t width(const Sample& sample) { return sample.classes == 0 ? 1 : static_cast<std::size_t>(sample.classes); }

/// A row's weight, 1 where there are none.
inline double weight_of(const Sample& sample, std::size_t row) { return sample.weight.empty() ? 1.0 : sample.weight[row]; }

}  // namespace trainyard::evaluate
