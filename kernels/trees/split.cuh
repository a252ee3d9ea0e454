// XGBoost's arithmetic on the sums of a node, and which of two splits it takes. Its source: src/tree/param.h, src/tree/split_evaluator.h
// and src/tree/hist/evaluate_splits.h of version 3.2. The same bits on both backends.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/base/backend.hpp"
#include "kernels/trees/boost.hpp"
#include "kernels/trees/fixed_gradients.hpp"

namespace trainyard::kernels::trees::TRAINYARD_BACKEND {

/// What a split is known by, and what it brings.
struct Split {
  float gain = 0;  ///< XGBoost's loss_chg; 0: no split
  std::uint32_t feature = 0;
  std::uint32_t first_bin = 0;  ///< that goes right
  bool default_left = false;
  Packed left = 0, right = 0;

  /// A tie goes to the lower feature; in it to the split that sends missing values right; in these to the lowest first bin, while of those
  /// that send them left it goes to the highest. So where nothing is missing in a node, missing values go right, and bins without a row go
  /// right as well, or left when missing values do.
  [[nodiscard]] TRAINYARD_HOST_DEVICE bool better_than(const Split& other) const {
    if (gain != other.gain) return gain > other.gain;
    if (feature != other.feature) return feature < other.feature;
    if (default_left != other.default_left) return !default_left;
    return default_left ? first_bin > other.first_bin : first_bin < other.first_bin;
  }
};

class SplitRule {
 public:
  TRAINYARD_HOST_DEVICE SplitRule(const BoostParams& params, Units units) : params_(params), units_(units) {
    // Exact: units are powers of two.
    const double least = std::ceil(static_cast<double>(params.min_child_weight) / units.hessian);
    least_ = static_cast<std::int32_t>(std::clamp(least, 1.0, static_cast<double>(std::numeric_limits<std::int32_t>::max())));
  }

  /// What a node is worth unsplit; sums in double, the rest in float.
  [[nodiscard]] TRAINYARD_HOST_DEVICE float gain(Packed sum) const {
    const double g = gradient(sum), h = hessian(sum);
    if (h <= 0) return 0;
    if (params_.max_delta_step == 0) {
      const double rest = shrunk(g);
      return static_cast<float>(rest * rest) / static_cast<float>(h + static_cast<double>(params_.lambda));
    }
    const float w = weight(sum);
    return -(2.0F * static_cast<float>(g) * w + (static_cast<float>(h) + params_.lambda) * (w * w));
  }

  [[nodiscard]] TRAINYARD_HOST_DEVICE float weight(Packed sum) const {
    const double h = hessian(sum);
    if (h < static_cast<double>(params_.min_child_weight) || h <= 0) return 0;
    const double delta = -shrunk(gradient(sum)) / (h + static_cast<double>(params_.lambda));
    const auto most = static_cast<double>(params_.max_delta_step);
    return static_cast<float>(most != 0 && std::fabs(delta) > most ? std::copysign(most, delta) : delta);
  }

  [[nodiscard]] TRAINYARD_HOST_DEVICE float cover(Packed sum) const { return static_cast<float>(hessian(sum)); }

  /// Whether both children have hessians enough. XGBoost also looks at splits with an empty child, which bring nothing.
  [[nodiscard]] TRAINYARD_HOST_DEVICE bool allows(Packed left, Packed right) const {
    return hessian_of(left) >= least_ && hessian_of(right) >= least_;
  }
  /// Whether some split of a node may be allowed.
  [[nodiscard]] TRAINYARD_HOST_DEVICE bool may_split(int depth, Packed sum) const {
    return depth < params_.max_depth && hessian_of(sum) / 2 >= least_;
  }
  [[nodiscard]] std::int32_t least_hessian() const { return least_; }

  /// Takes the split in place of `best` where it is allowed and better. A gain that is not finite is none.
  TRAINYARD_HOST_DEVICE void consider(Split split, float unsplit, Split& best) const {
    if (!allows(split.left, split.right)) return;
    split.gain = gain(split.left) + gain(split.right) - unsplit;
    if (split.gain > 0 && split.gain < infinite && split.better_than(best)) best = split;
  }

  /// Whether a node's best split is made.
  [[nodiscard]] TRAINYARD_HOST_DEVICE bool is_worth_it(const Split& split) const {
    return split.gain > least_gain && split.gain >= params_.gamma;
  }

  [[nodiscard]] const BoostParams& params() const { return params_; }
  [[nodiscard]] const Units& units() const { return units_; }

 private:
  static constexpr float infinite = __builtin_huge_valf();
  static constexpr float least_gain = 1e-6F;  // XGBoost's kRtEps

  [[nodiscard]] TRAINYARD_HOST_DEVICE double gradient(Packed sum) const { return gradient_of(sum) * units_.gradient; }
  [[nodiscard]] TRAINYARD_HOST_DEVICE double hessian(Packed sum) const { return hessian_of(sum) * units_.hessian; }

  /// XGBoost's ThresholdL1.
  [[nodiscard]] TRAINYARD_HOST_DEVICE double shrunk(double gradient) const {
    const auto alpha = static_cast<double>(params_.alpha);
    if (gradient > alpha) return gradient - alpha;
    if (gradient < -alpha) return gradient + alpha;
    return 0;
  }

  BoostParams params_;
  Units units_;
  std::int32_t least_ = 1;  ///< min_child_weight in units, rounded up; at least 1
};

}  // namespace trainyard::kernels::trees::TRAINYARD_BACKEND
