#include "host/evaluate/decision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "kernels/reduce/fixed_point.hpp"

namespace trainyard::evaluate {
namespace {

using kernels::reduce::FixedPoint;
using kernels::reduce::FixedScale;

std::int32_t most_probable(std::span<const float> probabilities) {
  return static_cast<std::int32_t>(std::ranges::max_element(probabilities) - probabilities.begin());
}

// Weights of the rows by what they are and what they are decided to be. Sums are exact, so that thresholds of equal quality compare equal.
struct Outcome {
  FixedPoint true_positive, false_positive, false_negative, true_negative;
};

double quality(const ThresholdRule& rule, const FixedScale& scale, const Outcome& outcome) {
  const double tp = scale.value(outcome.true_positive);
  const double fp = scale.value(outcome.false_positive);
  const double fn = scale.value(outcome.false_negative);
  const double tn = scale.value(outcome.true_negative);
  if (!rule.f_beta) return -(tn * *rule.cost[0][0] + fp * *rule.cost[0][1] + fn * *rule.cost[1][0] + tp * *rule.cost[1][1]);
  const double square = *rule.f_beta * *rule.f_beta;
  const double below = (1.0 + square) * tp + square * fn + fp;
  return below == 0.0 ? 0.0 : (1.0 + square) * tp / below;
}

// The best threshold so far.
class Best {
 public:
  void offer(double threshold, double quality) {
    const bool nearer = std::fabs(threshold - 0.5) <= std::fabs(threshold_ - 0.5);
    if (quality < quality_ || (quality == quality_ && !nearer)) return;
    quality_ = quality;
    threshold_ = threshold;
  }
  [[nodiscard]] double threshold() const { return threshold_; }

 private:
  double quality_ = -std::numeric_limits<double>::infinity();
  double threshold_ = 0.5;
};

std::vector<std::size_t> from_most_probable(std::span<const float> positive) {
  std::vector<std::size_t> order(positive.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return positive[a] > positive[b]; });
  return order;
}

double halfway(double a, double b) { return 0.5 * (a + b); }

}  // namespace

std::vector<std::int32_t> decide(const models::Predictions& predictions, const models::Target& target, double threshold) {
  std::vector<std::int32_t> classes;
  if (!target.classifies()) return classes;
  classes.reserve(predictions.rows);
  for (std::size_t r = 0; r < predictions.rows; ++r) {
    const auto row = predictions.row(r);
    classes.push_back(target.classes == 2 ? (static_cast<double>(row[1]) >= threshold ? 1 : 0) : most_probable(row));
  }
  return classes;
}

double tune_threshold(const ThresholdRule& rule, std::span<const float> positive, std::span<const double> actual,
                      std::span<const double> weight) {
  if (positive.size() != actual.size() || (!weight.empty() && weight.size() != actual.size())) {
    throw std::invalid_argument("tune_threshold: different numbers of probabilities, actual classes and weights");
  }
  const FixedScale scale = kernels::reduce::fixed_scale(weight.empty() ? 1.0 : std::ranges::max(weight), actual.size());
  const auto weight_of = [&](std::size_t row) { return scale.of(weight.empty() ? 1.0 : weight[row]); };
  Outcome outcome;
  for (std::size_t row = 0; row < actual.size(); ++row) {
    FixedPoint& side = actual[row] == 1.0 ? outcome.false_negative : outcome.true_negative;
    side = side + weight_of(row);
  }
  Best best;
  const std::vector<std::size_t> order = from_most_probable(positive);
  double above = 1.0;
  for (std::size_t i = 0; i <= order.size(); ++i) {
    const double here = i < order.size() ? static_cast<double>(positive[order[i]]) : 0.0;
    // With the rows before i decided to be positive. A probability of 1 is always that, and one of 0 may be.
    const bool new_value = i == 0 ? here < 1.0 : i == order.size() || here != above;
    if (new_value) best.offer(halfway(above, here), quality(rule, scale, outcome));
    if (i == order.size()) break;
    above = here;
    const FixedPoint moved = weight_of(order[i]);
    FixedPoint& from = actual[order[i]] == 1.0 ? outcome.false_negative : outcome.true_negative;
    FixedPoint& to = actual[order[i]] == 1.0 ? outcome.true_positive : outcome.false_positive;
    from = from - moved;
    to = to + moved;
  }
  return best.threshold();
}

}  // namespace trainyard::evaluate
