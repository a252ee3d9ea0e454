// A column of numbers described by sorting it and by sums in 128-bit floats. Finite values.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

namespace trainyard::reference {

__extension__ using Quad = __float128;

struct PlainProfile {
  double min = 0, max = 0, mean = 0, std = 0;
  std::vector<double> quantiles;
  std::vector<std::uint64_t> counts;  // between the edges given
  std::map<double, std::uint64_t> values;
};

// Newton's steps from the double root of a value brought near 1.
inline double root(Quad square) {
  if (square == 0) return 0;
  int halvings = 0;
  for (; square >= 4; square /= 4) ++halvings;
  for (; square < 1; square *= 4) --halvings;
  Quad guess = std::sqrt(static_cast<double>(square));
  for (int step = 0; step < 3; ++step) guess = (guess + square / guess) / 2;
  return std::ldexp(static_cast<double>(guess), halvings);
}

inline PlainProfile plain_profile(std::vector<double> values, const std::vector<double>& probabilities, const std::vector<double>& edges) {
  PlainProfile plain;
  std::erase_if(values, [](double x) { return std::isnan(x); });
  std::ranges::sort(values);
  plain.min = values.front();
  plain.max = values.back();
  Quad sum = 0, squares = 0;
  for (const double x : values) sum += x;
  const Quad mean = sum / static_cast<Quad>(values.size());
  for (const double x : values) squares += (x - mean) * (x - mean);
  plain.mean = static_cast<double>(mean);
  plain.std = root(squares / static_cast<Quad>(values.size()));
  for (const double probability : probabilities) {
    const double place = static_cast<double>(values.size() - 1) * probability;
    const auto low = static_cast<std::size_t>(place);
    const double a = values[low], b = values[std::min(low + 1, values.size() - 1)];
    plain.quantiles.push_back(static_cast<double>(a + (static_cast<Quad>(b) - a) * (place - std::floor(place))));
  }
  plain.counts.resize(edges.size() - 1);
  for (const double x : values) {
    ++plain.values[x + 0.0];
    std::size_t bin = 0;
    while (bin + 2 < edges.size() && x >= edges[bin + 1]) ++bin;
    ++plain.counts[bin];
  }
  return plain;
}

}  // namespace trainyard::reference
