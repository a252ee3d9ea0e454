#include "kernels/trees/split.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace trainyard::kernels::trees {
namespace {

/// XGBoost's ThresholdL1.
double shrunk(double gradient, float alpha) {
  if (gradient > static_cast<double>(alpha)) return gradient - static_cast<double>(alpha);
  if (gradient < static_cast<double>(-alpha)) return gradient + static_cast<double>(alpha);
  return 0;
}

}  // namespace

SplitRule::SplitRule(const BoostParams& params, Units units) : params_(params), units_(units) {
  // Exact: units are powers of two.
  const double least = std::ceil(static_cast<double>(params.min_child_weight) / units.hessian);
  least_ = static_cast<std::int32_t>(std::clamp(least, 1.0, static_cast<double>(std::numeric_limits<std::int32_t>::max())));
}

float SplitRule::weight(Packed sum) const {
  const double h = hessian(sum);
  if (h < static_cast<double>(params_.min_child_weight) || h <= 0) return 0;
  const double delta = -shrunk(gradient(sum), params_.alpha) / (h + static_cast<double>(params_.lambda));
  const auto most = static_cast<double>(params_.max_delta_step);
  return static_cast<float>(most != 0 && std::fabs(delta) > most ? std::copysign(most, delta) : delta);
}

float SplitRule::gain(Packed sum) const {
  const double g = gradient(sum), h = hessian(sum);
  if (h <= 0) return 0;
  if (params_.max_delta_step == 0) {
    const double rest = shrunk(g, params_.alpha);
    return static_cast<float>(rest * rest) / static_cast<float>(h + static_cast<double>(params_.lambda));
  }
  const float w = weight(sum);
  return -(2.0F * static_cast<float>(g) * w + (static_cast<float>(h) + params_.lambda) * (w * w));
}

}  // namespace trainyard::kernels::trees
