// What splits bring, eight at a time and to a few units in the last place: enough to tell which few may be the best.
//
// A score is the children's sum of G^2 / (H + lambda) in units of its own, by one division of floats. Each of its operations, and each of
// SplitRule's, is off by a part in 2^24 at most, and nothing cancels out: 13 and 4 of them make a score and a gain agree to 17 parts. So a
// split whose score lies more than 40 parts below the best score is not the best split.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels/trees/split.hpp"
#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {

/// A node's numbers as the scores need them.
class RoughScores {
 public:
  RoughScores(const SplitRule& rule, Packed sum)
      : gradient_(gradient_of(sum)),
        hessian_(hessian_of(sum)),
        below_least_(rule.least_hessian() - 1),
        lambda_(static_cast<float>(lambda_in_units(rule))) {
    // Whole and rest of a float are floats, and so the difference from a whole number is off by a part in 2^24 as well.
    const double alpha = static_cast<double>(rule.params().alpha) / rule.units().gradient;
    const double whole = std::min(std::floor(alpha), 2147483647.0);
    alpha_whole_ = static_cast<std::int32_t>(whole);
    alpha_rest_ = static_cast<float>(std::min(alpha - whole, 1.0));
  }

  /// Whether gains are scores but for rounding: no clipped weights, and no number that becomes too large or too small for a float.
  static bool are_enough(const SplitRule& rule) {
    const double gradient = rule.units().gradient, hessian = rule.units().hessian;
    const double least = rule.least_hessian() * hessian + static_cast<double>(rule.params().lambda);
    return rule.params().max_delta_step == 0 && lambda_in_units(rule) < 0x1p60 && gradient > 0x1p-60 &&
           0x1p62 * gradient * gradient < 0x1p126 && 0x1p62 * gradient * gradient / least < 0x1p126;
  }

  /// Of eight splits, which put one lane of `a` or `b` each on the left, in the order a0 a1 b0 b1 a2 a3 b2 b3, that of one instruction: the
  /// bits of a float that is not negative, which order as the floats do; 0 for a split that is not allowed.
  template <bool with_alpha>
  [[gnu::always_inline]] void score(const FourSums& a, const FourSums& b, EightInts& bits) const {
    const EightFloats &a_bits = reinterpret_cast<const EightFloats&>(a), &b_bits = reinterpret_cast<const EightFloats&>(b);
    const EightFloats hessian_bits = __builtin_shufflevector(a_bits, b_bits, 0, 2, 8, 10, 4, 6, 12, 14);
    const EightFloats gradient_bits = __builtin_shufflevector(a_bits, b_bits, 1, 3, 9, 11, 5, 7, 13, 15);
    const EightInts left_hessian = reinterpret_cast<const EightInts&>(hessian_bits);
    const EightInts left_gradient = reinterpret_cast<const EightInts&>(gradient_bits);
    const EightInts right_gradient = gradient_ - left_gradient, right_hessian = hessian_ - left_hessian;
    EightFloats left, right;
    if constexpr (with_alpha) {
      shrink(left_gradient, left);
      shrink(right_gradient, right);
    } else {
      left = __builtin_convertvector(left_gradient, EightFloats);
      right = __builtin_convertvector(right_gradient, EightFloats);
    }
    const EightFloats below_left = __builtin_convertvector(left_hessian, EightFloats) + lambda_;
    const EightFloats below_right = __builtin_convertvector(right_hessian, EightFloats) + lambda_;
    const EightFloats score = (left * left * below_right + right * right * below_left) / (below_left * below_right);
    const EightInts allowed = (left_hessian < right_hessian ? left_hessian : right_hessian) > below_least_;
    bits = reinterpret_cast<const EightInts&>(score) & allowed;
  }

  /// The least score that the best split may have beside this one.
  static std::int32_t least_of_best(std::int32_t best) {
    float score = 0;
    std::memcpy(&score, &best, sizeof score);
    score *= 1 - 40 * 0x1p-24F;
    std::memcpy(&best, &score, sizeof best);
    return std::max(best, 1);
  }

 private:
  static double lambda_in_units(const SplitRule& rule) { return static_cast<double>(rule.params().lambda) / rule.units().hessian; }

  [[gnu::always_inline]] void shrink(const EightInts& gradient, EightFloats& shrunk) const {
    // The greater one of two whole numbers is one instruction, with 0 too, and the bits of floats order as the floats do, all that are
    // below 0 first. Told by signs and masks, it is more.
    const EightInts opposite = -gradient, nothing = {};
    const EightInts whole = (gradient > opposite ? gradient : opposite) - alpha_whole_;
    const EightFloats rest = __builtin_convertvector(whole, EightFloats) - alpha_rest_;
    const EightInts& bits = reinterpret_cast<const EightInts&>(rest);
    const EightInts at_least_0 = bits > nothing ? bits : nothing;
    shrunk = reinterpret_cast<const EightFloats&>(at_least_0);
  }

  std::int32_t gradient_, hessian_, below_least_;
  float lambda_;
  std::int32_t alpha_whole_ = 0;
  float alpha_rest_ = 0;
};

}  // namespace trainyard::kernels::trees
