#include "host/report/paired_bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "host/evaluate/score.hpp"

namespace trainyard::report {
namespace {

using kernels::metric::Sample;

/// Counter-based: the draw depends on its number alone (Steele, Lea and Flood's SplitMix64).
std::uint64_t draw(std::uint64_t number) {
  std::uint64_t z = (number + 1) * 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

double value(const Exec& exec, const std::string& metric, Sample sample, std::span<const double> counts) {
  sample.weight = counts;
  const auto scores = evaluate::score(exec, std::vector{metric}, sample);
  return scores.at(metric).is_number() ? scores.at(metric).get<double>() : std::numeric_limits<double>::quiet_NaN();
}

/// The value below which a share of sorted ones lies, interpolated as NumPy does by default.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const double next = sorted[std::min(below + 1, sorted.size() - 1)];
  return sorted[below] + (at - static_cast<double>(below)) * (next - sorted[below]);
}

}  // namespace

PairedDifference paired_bootstrap(const Exec& exec, const std::string& metric, const Sample& a, const Sample& b, std::size_t replicates) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const double whole = value(exec, metric, b, {}) - value(exec, metric, a, {});
  const std::size_t rows = a.actual.size();
  std::vector<double> differences;
  std::vector<double> counts(rows);
  for (std::size_t k = 0; k < replicates && rows > 0; ++k) {
    std::ranges::fill(counts, 0.0);
    for (std::size_t i = 0; i < rows; ++i) counts[draw(k * rows + i) % rows] += 1.0;
    const double difference = value(exec, metric, b, counts) - value(exec, metric, a, counts);
    if (std::isfinite(difference)) differences.push_back(difference);
  }
  if (differences.empty() || !std::isfinite(whole)) return {nan, nan, nan, nan};
  std::ranges::sort(differences);
  const auto at_most = std::ranges::count_if(differences, [](double one) { return one <= 0; });
  const auto at_least = std::ranges::count_if(differences, [](double one) { return one >= 0; });
  const double tail = static_cast<double>(std::min(at_most, at_least) + 1) / static_cast<double>(differences.size() + 1);
  return {whole, quantile(differences, 0.025), quantile(differences, 0.975), std::min(1.0, 2 * tail)};
}

}  // namespace trainyard::report
