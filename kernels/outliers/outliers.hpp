// Numbers that lie too far out: the list of ways to find how far is too far.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "kernels/base/exec.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::kernels::outliers {

/// What a method is told.
struct Limits {
  double factor = 0.0;                                   ///< how many spreads from the middle are too far
  double lower = std::numeric_limits<double>::lowest();  ///< a probability for percentile, a number for bounds
  double upper = std::numeric_limits<double>::max();
  bool operator==(const Limits&) const = default;
};

/// What lies outside is an outlier; both ends are inside.
struct Bounds {
  double lower = 0.0, upper = 0.0;
};

/// Which of the Limits a method reads.
enum class Reads { nothing, factor, range };

/// One method.
struct Method {
  std::string_view name;
  std::string_view doc;
  Reads reads;
  Limits defaults;
  /// Learns from the numbers that are not missing. Nothing is an outlier, and there are no bounds, when there are no numbers, or when their
  /// spread is 0: then it says nothing about how far is far. Bounds that are not finite (a spread that overflows) are for the caller to
  /// refuse.
  std::optional<Bounds> (*fit)(const Exec& exec, const reduce::Numbers& numbers, const Limits& limits);
};

/// All of them, in the order of the reference: one file each, one line each in outliers.cpp.
std::span<const Method> methods();
/// Returns nullptr when there is none of that name.
const Method* find_method(std::string_view name);

extern const Method none, iqr, zscore, percentile, mad, bounds;

/// middle ± distance; none for a distance of 0.
inline std::optional<Bounds> around(double middle, double distance) {
  if (distance == 0.0) return std::nullopt;
  return Bounds{middle - distance, middle + distance};
}

}  // namespace trainyard::kernels::outliers
