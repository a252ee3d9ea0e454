#include "kernels/drift/kolmogorov.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace trainyard::kernels::drift {
namespace {

constexpr double few_rows = 140, most_terms = 1e6, most_of_matrix = 1e5;
constexpr int scale_bits = 128;

/// log(k!) less Stirling's formula.
double stirling_error(double k) {
  constexpr double table_end = 16;
  if (k < table_end) return std::lgamma(k + 1) - (k + 0.5) * std::log(k) + k - 0.5 * std::log(2 * std::numbers::pi);
  const double square = k * k;
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / (1680 * square)) / square) / square) / k;
}

/// The same for one side. Each term is the probability of j of n with chance x + j / n, times x / (x + j / n); of more than a million an
/// asymptotic formula is right to more digits than are asked for, and so it is where the result is below 1e-15.
double smirnov_sf(double n, double x) {
  const double t = n * x;
  if (n > most_terms || t * x > 18) return std::exp(-(6 * t + 1) * (6 * t + 1) / (18 * n));
  double sum = std::exp(n * std::log1p(-x));
  const double last = std::floor(n - t);
  for (double j = 1; j <= last && j < n; ++j) {
    if (n - j - t <= 0) break;
    const double log_power = -j * std::log1p(-t / (j + t)) - (n - j) * std::log1p(t / (n - j - t));
    if (log_power < -60) continue;
    const double error = stirling_error(n) - stirling_error(j) - stirling_error(n - j);
    sum += t / (t + j) * std::sqrt(n / (2 * std::numbers::pi * j * (n - j))) * std::exp(log_power + error);
  }
  return sum;
}

/// A square matrix with its scale: values x 2^exponent.
struct Scaled {
  std::size_t size;
  std::vector<double> values;
  int exponent = 0;

  [[nodiscard]] double at(std::size_t row, std::size_t column) const { return values[row * size + column]; }
};

Scaled product(const Scaled& a, const Scaled& b) {
  Scaled out{a.size, std::vector<double>(a.values.size(), 0.0), a.exponent + b.exponent};
  for (std::size_t row = 0; row < a.size; ++row) {
    for (std::size_t k = 0; k < a.size; ++k) {
      const double factor = a.at(row, k);
      for (std::size_t column = 0; column < a.size; ++column) out.values[row * a.size + column] += factor * b.at(k, column);
    }
  }
  const std::size_t middle = a.size / 2;
  if (out.at(middle, middle) > std::ldexp(1.0, scale_bits)) {
    for (double& value : out.values) value = std::ldexp(value, -scale_bits);
    out.exponent += scale_bits;
  }
  return out;
}

/// Durbin's matrix, of which Marsaglia, Tsang and Wang take the n-th power. distance = (k - h) / n.
Scaled durbin_matrix(std::size_t k, double h) {
  const std::size_t m = 2 * k - 1;
  Scaled out{m, std::vector<double>(m * m, 0.0)};
  std::vector<double> first(m), inverse(m + 1, 1.0);  // inverse[j] = 1 / j!
  for (std::size_t j = 1; j <= m; ++j) {
    inverse[j] = inverse[j - 1] / static_cast<double>(j);
    first[j - 1] = (1 - std::pow(h, static_cast<double>(j))) * inverse[j];
  }
  const auto power = static_cast<double>(m);
  first[m - 1] = (1 - 2 * std::pow(h, power) + std::pow(std::max(2 * h - 1, 0.0), power)) * inverse[m];
  for (std::size_t row = 0; row < m; ++row) {
    for (std::size_t column = 1; column < m && column <= row + 1; ++column) out.values[row * m + column] = inverse[row + 1 - column];
  }
  for (std::size_t j = 0; j < m; ++j) {
    out.values[j * m] = first[j];
    out.values[(m - 1) * m + j] = first[m - 1 - j];
  }
  return out;
}

double cdf_by_matrix(double n, double x) {
  const double t = n * x, k = std::ceil(t);
  Scaled base = durbin_matrix(static_cast<std::size_t>(k), k - t);
  Scaled power{base.size, std::vector<double>(base.values.size(), 0.0)};
  for (std::size_t i = 0; i < base.size; ++i) power.values[i * base.size + i] = 1;
  for (auto left = static_cast<std::uint64_t>(n); left > 0; left /= 2) {
    if (left % 2 == 1) power = product(power, base);
    if (left > 1) base = product(base, base);
  }
  double p = power.at(power.size / 2, power.size / 2);
  int exponent = power.exponent;
  for (double i = 1; i <= n; ++i) {
    p *= i / n;
    if (p >= std::ldexp(1.0, -scale_bits) || p == 0) continue;
    p = std::ldexp(p, scale_bits);
    exponent -= scale_bits;
  }
  return std::ldexp(p, exponent);
}

/// Kolmogorov's limit with three terms of corrections in powers of 1 / sqrt(n): W. Pelz and I. J. Good, 1976.
double cdf_by_expansion(double n, double x) {
  const double z = std::sqrt(n) * x, z2 = z * z, z4 = z2 * z2, z6 = z4 * z2, pi2 = std::numbers::pi * std::numbers::pi;
  const double log_q = -pi2 / 8 / z2;
  if (log_q < -708) return 0;
  std::array<double, 4> sums{};
  const int most = static_cast<int>(std::ceil(16 * z / std::numbers::pi));
  for (int k = most; k > 0; --k) {
    const double m2 = (2.0 * k - 1) * (2.0 * k - 1), m4 = m2 * m2, p2 = pi2 * m2 / 4, p4 = pi2 * pi2 * m4 / 16;
    const double weight = std::exp(log_q * m2);
    sums[0] += weight;
    sums[1] += weight * (p2 - z2);
    sums[2] += weight * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * p2 + (1 - 2 * z2) * p4);
    sums[3] += weight * (-30 * z6 - 90 * z4 * z4 + (135 * z4 - 96 * z6) * p2 + (212 * z4 - 60 * z2) * p4 +
                         (5 - 30 * z2) * pi2 * pi2 * pi2 * m4 * m2 / 64);
  }
  const double root = std::sqrt(2 * std::numbers::pi);
  double second = 0, third = 0;
  for (int k = most; k > 0; --k) {
    const double k2 = static_cast<double>(k) * k, weight = k2 * std::exp(-pi2 / 2 / z2 * k2);
    second += weight;
    third += weight * (3 * z2 - pi2 * k2);
  }
  const double of_first = root * sums[0] / z, of_second = root * sums[1] / (6 * z4);
  const double of_third = root * (sums[2] / (72 * z6 * z) - second * pi2 / (36 * z2 * z));
  const double of_fourth = root * (sums[3] / (6480 * z6 * z4) + third * pi2 / (216 * z6));
  return of_first + of_second / std::sqrt(n) + of_third / n + of_fourth / (n * std::sqrt(n));
}

/// 1 / (2 n) < x <= 1 / n: n! (2 x - 1 / n)^n.
double cdf_of_first_step(double n, double t) {
  double log_p = n * std::log(2 * t - 1);
  for (double i = 1; i <= n && log_p > -800; ++i) log_p += std::log(i / n);
  return std::exp(log_p);
}

}  // namespace

double kolmogorov_sf(double n, double x) {
  const double t = n * x, square = t * x;
  if (t <= 0.5) return 1;
  if (x >= 1) return 0;
  double sf = 0;
  if (t <= 1) {
    sf = 1 - cdf_of_first_step(n, t);
  } else if (t >= n - 1) {
    sf = 2 * std::pow(1 - x, n);
  } else if (x >= 0.5 || square >= (n <= few_rows ? 4 : 2.2)) {
    sf = 2 * smirnov_sf(n, x);
  } else if (n <= few_rows || (n <= most_of_matrix && n * x * std::sqrt(x) <= 1.4)) {
    sf = 1 - cdf_by_matrix(n, x);
  } else {
    sf = 1 - cdf_by_expansion(n, x);
  }
  return std::clamp(sf, 0.0, 1.0);
}

}  // namespace trainyard::kernels::drift
