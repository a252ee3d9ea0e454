#include "host/calibration/sigmoid.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "host/calibration/method.hpp"
#include "kernels/base/math.cuh"

namespace trainyard::calibration {
namespace {

using kernels::TRAINYARD_BACKEND::portable_exp;
using kernels::TRAINYARD_BACKEND::portable_log;
using kernels::TRAINYARD_BACKEND::portable_log1p;

double logistic(double z) {
  const double e = portable_exp(-std::fabs(z));
  return z >= 0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
}

/// Gradient and second derivative of the loss.
struct Derivatives {
  double g_slope = 0, g_intercept = 0;
  double h_slope = 0, h_both = 0, h_intercept = 0;
};

class SigmoidFit {
 public:
  SigmoidFit(std::span<const double> score, std::span<const double> actual, std::span<const double> weight)
      : score_(score), actual_(actual), weight_(weight) {
    double ones = 0, zeros = 0;
    for (std::size_t row = 0; row < score.size(); ++row) (actual[row] > 0 ? ones : zeros) += of(row);
    total_ = ones + zeros;
    one_ = (ones + 1.0) / (ones + 2.0);
    zero_ = 1.0 / (zeros + 2.0);
    start_ = {0.0, portable_log((ones + 1.0) / (zeros + 1.0))};
  }

  [[nodiscard]] Sigmoid solve() const {
    constexpr int most_steps = 100;
    constexpr double enough = 1e-12, ridge = 1e-12;
    Sigmoid at = start_;
    double loss = loss_at(at);
    for (int step = 0; step < most_steps; ++step) {
      Derivatives s = derivatives_at(at);
      if (std::fabs(s.g_slope) < enough && std::fabs(s.g_intercept) < enough) break;
      s.h_slope += ridge;
      s.h_intercept += ridge;
      const double determinant = s.h_slope * s.h_intercept - s.h_both * s.h_both;
      const Sigmoid direction{-(s.h_intercept * s.g_slope - s.h_both * s.g_intercept) / determinant,
                              -(s.h_slope * s.g_intercept - s.h_both * s.g_slope) / determinant};
      if (!moved(at, loss, direction)) break;
    }
    return at;
  }

 private:
  [[nodiscard]] double of(std::size_t row) const { return weight_.empty() ? 1.0 : weight_[row]; }
  [[nodiscard]] double target(std::size_t row) const { return actual_[row] > 0 ? one_ : zero_; }

  /// Takes the step, or the largest half of a half of it … with which the loss does not rise, but for its rounding; false when there is
  /// none, or it changes nothing.
  bool moved(Sigmoid& at, double& loss, const Sigmoid& direction) const {
    for (double size = 1; size > 1e-10; size /= 2) {
      const Sigmoid next{at.slope + size * direction.slope, at.intercept + size * direction.intercept};
      const double there = loss_at(next);
      if (there > loss + 1e-15 * (1.0 + loss)) continue;
      const bool far = std::fabs(next.slope - at.slope) + std::fabs(next.intercept - at.intercept) > 1e-14;
      at = next;
      loss = there;
      return far;
    }
    return false;
  }

  /// The weighted mean of the cross-entropy.
  [[nodiscard]] double loss_at(const Sigmoid& at) const {
    double sum = 0;
    for (std::size_t row = 0; row < score_.size(); ++row) {
      const double z = at.slope * score_[row] + at.intercept;
      sum += of(row) * (std::max(z, 0.0) - target(row) * z + portable_log1p(portable_exp(-std::fabs(z))));
    }
    return sum / total_;
  }

  [[nodiscard]] Derivatives derivatives_at(const Sigmoid& at) const {
    Derivatives s;
    for (std::size_t row = 0; row < score_.size(); ++row) {
      const double x = score_[row], p = logistic(at.slope * x + at.intercept);
      const double g = of(row) / total_ * (p - target(row)), h = of(row) / total_ * p * (1.0 - p);
      s.g_slope += g * x;
      s.g_intercept += g;
      s.h_slope += h * x * x;
      s.h_both += h * x;
      s.h_intercept += h;
    }
    return s;
  }

  std::span<const double> score_, actual_, weight_;
  double total_ = 0, one_ = 0, zero_ = 0;
  Sigmoid start_;
};

struct SigmoidFunction : Function {
  explicit SigmoidFunction(const Sigmoid& of) : sigmoid(of) {}
  double operator()(double probability) const override { return sigmoid(log_odds(probability)); }
  [[nodiscard]] nlohmann::ordered_json to_json() const override { return {{"slope", sigmoid.slope}, {"intercept", sigmoid.intercept}}; }

  Sigmoid sigmoid;
};

std::shared_ptr<const Function> fit_function(std::span<const double> probability, std::span<const double> actual,
                                             std::span<const double> weight) {
  std::vector<double> scores;
  scores.reserve(probability.size());
  for (const double p : probability) scores.push_back(log_odds(p));
  return std::make_shared<SigmoidFunction>(fit_sigmoid(scores, actual, weight));
}

std::shared_ptr<const Function> read_sigmoid(const nlohmann::ordered_json& document) {
  return std::make_shared<SigmoidFunction>(Sigmoid{number_at(document, "slope"), number_at(document, "intercept")});
}

}  // namespace

Method sigmoid_method() { return {.name = "sigmoid", .fit = fit_function, .read = read_sigmoid}; }

double log_odds(double probability) {
  constexpr double least = 0x1p-24;
  const double p = std::clamp(probability, least, 1.0 - least);
  return portable_log(p) - portable_log1p(-p);
}

double Sigmoid::operator()(double score) const { return logistic(slope * score + intercept); }

Sigmoid fit_sigmoid(std::span<const double> score, std::span<const double> actual, std::span<const double> weight) {
  return SigmoidFit(score, actual, weight).solve();
}

}  // namespace trainyard::calibration
