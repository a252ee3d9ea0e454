#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "kernels/base/buffer.hpp"
#include "kernels/base/math.cuh"
#include "kernels/map/mapped.hpp"
#include "kernels/reduce/moments.hpp"
#include "kernels/scale/minimum.hpp"
#include "kernels/scale/scale.hpp"

namespace trainyard::kernels::scale {
namespace {

using Limits = std::numeric_limits<double>;

map::Map power(double lambda) { return {.kind = map::Kind::yeo_johnson, .a = lambda, .b = 1.0}; }

// Between which lambdas twenty times the largest number is still transformed to one whose square is a double: scipy.stats'
// yeojohnson_normmax searches there.
std::pair<double, double> lambdas(const reduce::Moments& moments) {
  const double largest = std::min(20.0 * std::max(std::abs(moments.min), std::abs(moments.max)), Limits::max());
  const double log_largest = cpu::portable_log1p(largest), log_eps = cpu::portable_log(Limits::epsilon());
  const double low = (cpu::portable_log(Limits::min()) - log_eps) / 2.0 / log_largest;
  const double high = (cpu::portable_log(Limits::max()) + log_eps) / 2.0 / log_largest;
  if (moments.max < 0.0) return {2.0 - high, 2.0 - low};
  if (moments.min < 0.0) return {std::max(2.0 - high, low), std::min(2.0 - low, high)};
  return {low, high};
}

Buffer<double> logarithms(const Exec& exec, const reduce::Numbers& numbers, const reduce::Moments& moments) {
  const std::array logarithm = {map::Map{.kind = map::Kind::signed_log1p}};
  const map::Chain chain(exec, logarithm);
  Buffer<double> logs(exec, static_cast<std::size_t>(moments.count + moments.missing));
  numbers.each([&](ColumnView block, std::size_t first_row) {
    map::to_numbers(exec, block, chain.maps(), {logs.data() + first_row, block.size});
  });
  return logs;
}

// The most likely lambda, if the transformed numbers are normal. I.-K. Yeo and R. A. Johnson, Biometrika 87 (2000). Reads the numbers some
// 40 times, so their logarithms are kept: 8 bytes per row.
double most_likely(const Exec& exec, const reduce::Numbers& numbers, const reduce::Moments& moments) {
  const Buffer<double> logs = logarithms(exec, numbers, moments);
  const reduce::WholeColumn whole(logs.view());
  const double mean_log = reduce::moments(exec, whole).mean;
  const auto loss = [&](double lambda) {
    const std::array transformed = {map::Map{.kind = map::Kind::power_of_log, .a = lambda}};
    const double variance = reduce::moments(exec, map::Mapped(exec, whole, transformed)).variance();
    if (!(variance >= Limits::min())) return Limits::infinity();
    return 0.5 * cpu::portable_log(variance) - (lambda - 1.0) * mean_log;
  };
  const auto [low, high] = lambdas(moments);
  return minimum_between(low, high, 1.48e-8, loss);
}

}  // namespace

constinit const Scaler yeo_johnson = {"yeo_johnson", "Yeo and Johnson's power transform with the most likely lambda, then as standard",
                                      [](const Exec& exec, const reduce::Numbers& numbers) {
                                        const auto moments = reduce::moments(exec, numbers);
                                        if (moments.count == 0 || !std::isfinite(moments.m2)) return standard.fit(exec, numbers);
                                        const double lambda = is_constant(moments) ? 1.0 : most_likely(exec, numbers, moments);
                                        map::Maps maps = {power(lambda)};
                                        const map::Maps after = standard.fit(exec, map::Mapped(exec, numbers, maps));
                                        maps.insert(maps.end(), after.begin(), after.end());
                                        return maps;
                                      }};

}  // namespace trainyard::kernels::scale
