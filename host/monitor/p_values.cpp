#include "host/monitor/p_values.hpp"

#include <algorithm>
#include <numeric>

namespace trainyard::monitor {

std::vector<double> corrected(std::vector<double> p_values, Correction correction) {
  const auto count = static_cast<double>(p_values.size());
  if (correction == Correction::bonferroni) {
    for (double& p : p_values) p = std::min(p * count, 1.0);
  }
  if (correction != Correction::benjamini_hochberg) return p_values;
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  double least = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    double& p = p_values[order[rank - 1]];
    least = std::min(least, p * count / static_cast<double>(rank));
    p = least;
  }
  return p_values;
}

}  // namespace trainyard::monitor
