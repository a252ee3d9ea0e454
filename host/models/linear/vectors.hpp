// Sums over short vectors, in their order.
#pragma once

#include <cstddef>
#include <vector>

namespace trainyard::models::linear {

inline double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

inline void add(std::vector<double>& to, double factor, const std::vector<double>& other) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * other[i];
}

}  // namespace trainyard::models::linear
