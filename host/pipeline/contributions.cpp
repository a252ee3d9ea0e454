#include "host/pipeline/contributions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/evaluate/row_sample.hpp"

namespace trainyard::pipeline {
namespace {

constexpr std::size_t kMostUsual = 2000;

}  // namespace

models::Contributions contributions_of(const Exec& exec, const Data& data, const Evaluated& evaluated,
                                       std::span<const std::uint32_t> rows) {
  std::vector<std::uint32_t> usual = evaluate::sample_rows(data.split.train, kMostUsual);
  std::ranges::sort(usual);
  const bundle::Bundle& bundle = *evaluated.bundle;
  return bundle.model->contributions(exec, bundle.transform.apply(exec, data.table, rows), bundle.transform.apply(exec, data.table, usual));
}

std::vector<std::size_t> by_size(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t c) { return std::fabs(values[c]); });
  return order;
}

}  // namespace trainyard::pipeline
