#include "host/pipeline/contributions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace trainyard::pipeline {

models::Contributions contributions_of(const Exec& exec, const Data& data, const Evaluated& evaluated,
                                       std::span<const std::uint32_t> rows) {
  const bundle::Bundle& bundle = *evaluated.bundle;
  return bundle.model->contributions(exec, bundle.transform.apply(exec, data.table, rows));
}

std::vector<std::size_t> by_size(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t c) { return std::fabs(values[c]); });
  return order;
}

}  // namespace trainyard::pipeline
