// Selecting features: the list of ways to score them. Which features stay is decided by the caller from the scores.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/select/sample.hpp"

namespace trainyard::kernels::select {

/// Which features a way keeps, by their scores.
enum class Keep {
  above,    ///< those with a score above the threshold; NaN is none
  at_most,  ///< all but those with a score above the threshold
  best,     ///< as many as asked for, the highest scores first; NaN comes last
};

struct Score {
  double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN where it is not defined, as for a feature without values
  std::int64_t partner = -1;                                ///< correlation: the column that gives the score; -1: none
};

/// One way to select.
struct Selector {
  std::string_view name;
  std::string_view doc;
  Keep keep = Keep::best;
  double threshold = 0.0;  ///< its default; of no use to `best`
  bool classification_only = false;
  bool non_negative = false;  ///< its features must have no number below 0
  /// One score for each of `columns` (ascending) of the sample, on the sample's device. Each row counts once. A missing value is left out
  /// of its feature's score, or is what it counts. Same bits for any thread count and on both backends. Null: the caller scores.
  std::vector<Score> (*scores)(const Sample& sample, std::span<const std::uint32_t> columns, double threshold) = nullptr;
};

/// All of them, in the order of the reference: one file each, one line each in select.cpp.
std::span<const Selector> selectors();
/// Returns nullptr when there is none of that name.
const Selector* find_selector(std::string_view name);

extern const Selector variance, correlation, missing, mutual_info, chi2, anova_f, importance;

}  // namespace trainyard::kernels::select
