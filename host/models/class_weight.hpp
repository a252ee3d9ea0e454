// What a training row counts: its own weight times that of its class.
#pragma once

#include <span>
#include <vector>

#include "host/models/task.hpp"

namespace trainyard::models {

/// As scikit-learn's class_weight. Neither given: every class counts as 1.
struct ClassWeight {
  bool balanced = false;      ///< rows / (classes × rows of the class), so that every class weighs the same
  std::vector<double> fixed;  ///< one per class, or empty

  [[nodiscard]] bool given() const { return balanced || !fixed.empty(); }
};

/// One weight per label, for training; empty when every row counts as 1. `sample` holds the rows' own weights and may be empty.
/// `balanced` is learned from these very labels, by their number alone. Precondition: labels are class numbers where there are classes.
std::vector<float> training_weights(std::span<const float> y, std::span<const double> sample, const ClassWeight& classes,
                                    const Target& target);

}  // namespace trainyard::models
