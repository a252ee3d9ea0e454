// Counts in equal bins between the least and the greatest value: numpy.histogram.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace trainyard::dataset {

class Bins {
 public:
  static constexpr std::size_t count = 20;

  /// Edges as numpy.linspace has them; when all values are one, half a unit to both sides of it.
  Bins(double least, double greatest);
  /// `value` is within [least, greatest]. It belongs to the last bin whose lower edge is not above it.
  void add(double value, std::uint64_t times = 1) {
    const double guess = std::min((value - edges_[0]) * per_unit_, static_cast<double>(count - 1));
    auto bin = guess > 0 ? static_cast<std::size_t>(guess) : 0;
    while (bin > 0 && value < edges_[bin]) --bin;
    while (bin + 1 < count && value >= edges_[bin + 1]) ++bin;
    counts_[bin] += times;
  }
  [[nodiscard]] std::vector<double> edges() const { return {edges_.begin(), edges_.end()}; }
  [[nodiscard]] std::vector<std::uint64_t> counts() const { return {counts_.begin(), counts_.end()}; }

 private:
  std::array<double, count + 1> edges_{};
  std::array<std::uint64_t, count> counts_{};
  double per_unit_ = 0;  // bins per unit, a guess that the edges correct; 0 where it would overflow
};

}  // namespace trainyard::dataset
