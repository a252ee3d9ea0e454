// From probabilities to classes: the most probable one, or in a binary classification the positive one from a threshold on.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "host/models/predictions.hpp"
#include "host/models/task.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::evaluate {

/// How the threshold of a binary classification is found. Without either it is 0.5.
struct ThresholdRule {
  std::optional<double> fixed;       ///< a probability in (0, 1)
  std::optional<double> f_beta;      ///< maximises F-beta of the positive class
  std::optional<double> cost[2][2];  ///< minimises the total cost; cost[actual][decided], all four given or none

  [[nodiscard]] bool is_given() const { return fixed.has_value() || is_tuned(); }
  /// Whether it has to be learned from out-of-fold predictions.
  [[nodiscard]] bool is_tuned() const { return f_beta.has_value() || cost[0][0].has_value(); }
};

/// The class of every row; empty for a regression. Binary: 1 where the probability of class 1 is at least `threshold` (compared in double).
/// Multiclass: the most probable one, of equals the lowest.
std::vector<std::int32_t> decide(const models::Predictions& predictions, const models::Target& target, double threshold);

/// The threshold that is best under `rule` for the given probabilities of class 1: halfway between two neighbouring distinct probabilities
/// (in double), so that any change of it that changes no decision changes nothing; of equally good ones the nearest to 0.5, of equally near
/// ones the lower. 0 and 1 count as neighbours of the outermost ones, so all rows or none may be decided to be positive. The sums of
/// weights are exact: the order of the rows changes nothing. No rows: 0.5. Scans the sorted probabilities once, where scikit-learn's
/// TunedThresholdClassifierCV takes a grid.
/// `actual` holds 0 or 1; `weight` may be empty, its values are at least 0. Precondition: rule.is_tuned(), no NaN. Throws
/// std::invalid_argument when lengths differ.
double tune_threshold(const ThresholdRule& rule, std::span<const float> positive, std::span<const double> actual,
                      std::span<const double> weight);

}  // namespace trainyard::evaluate
