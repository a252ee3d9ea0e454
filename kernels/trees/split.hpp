// XGBoost's arithmetic on the sums of a node, and which of two splits it takes. Its source: src/tree/param.h, src/tree/split_evaluator.h
// and src/tree/hist/evaluate_splits.h of version 3.2.
#pragma once

#include <cstdint>

#include "kernels/trees/boost.hpp"
#include "kernels/trees/fixed_gradients.hpp"

namespace trainyard::kernels::trees {

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
  [[nodiscard]] bool better_than(const Split& other) const {
    if (gain != other.gain) return gain > other.gain;
    if (feature != other.feature) return feature < other.feature;
    if (default_left != other.default_left) return !default_left;
    return default_left ? first_bin > other.first_bin : first_bin < other.first_bin;
  }
};

class SplitRule {
 public:
  SplitRule(const BoostParams& params, Units units);

  /// What a node is worth unsplit; sums in double, the rest in float.
  [[nodiscard]] float gain(Packed sum) const;
  [[nodiscard]] float weight(Packed sum) const;
  [[nodiscard]] float cover(Packed sum) const { return static_cast<float>(hessian(sum)); }

  /// Whether both children have hessians enough. XGBoost also looks at splits with an empty child, which bring nothing.
  [[nodiscard]] bool allows(Packed left, Packed right) const { return hessian_of(left) >= least_ && hessian_of(right) >= least_; }
  [[nodiscard]] std::int32_t least_hessian() const { return least_; }

  /// Takes the split in place of `best` where it is allowed and better. A gain that is not finite is none.
  void consider(Split split, float unsplit, Split& best) const {
    if (!allows(split.left, split.right)) return;
    split.gain = gain(split.left) + gain(split.right) - unsplit;
    if (split.gain > 0 && split.gain < infinite && split.better_than(best)) best = split;
  }

  /// Whether a node's best split is made.
  [[nodiscard]] bool is_worth_it(const Split& split) const { return split.gain > least_gain && split.gain >= params_.gamma; }

  [[nodiscard]] const BoostParams& params() const { return params_; }
  [[nodiscard]] const Units& units() const { return units_; }

 private:
  static constexpr float infinite = __builtin_huge_valf();
  static constexpr float least_gain = 1e-6F;  // XGBoost's kRtEps

  [[nodiscard]] double gradient(Packed sum) const { return gradient_of(sum) * units_.gradient; }
  [[nodiscard]] double hessian(Packed sum) const { return hessian_of(sum) * units_.hessian; }

  BoostParams params_;
  Units units_;
  std::int32_t least_ = 1;  ///< min_child_weight in units, rounded up; at least 1
};

}  // namespace trainyard::kernels::trees
