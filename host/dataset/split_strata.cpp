#include "host/dataset/split_strata.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace trainyard::dataset {

std::vector<std::int32_t> strata_of(std::span<const double> values, int bins) {
  std::vector<double> sorted;
  std::ranges::copy_if(values, std::back_inserter(sorted), [](double value) { return !std::isnan(value); });
  std::ranges::sort(sorted);
  std::vector<std::int32_t> strata;
  strata.reserve(values.size());
  for (const double value : values) {
    const auto rank = static_cast<std::size_t>(std::ranges::lower_bound(sorted, value) - sorted.begin());
    strata.push_back(std::isnan(value) ? -1 : static_cast<std::int32_t>(static_cast<std::size_t>(bins) * rank / sorted.size()));
  }
  return strata;
}

std::vector<std::int32_t> strata_of(const Column& column, int bins) {
  if (!column.is_category()) return strata_of(column.numbers, bins);
  // By text: codes follow the order of the rows.
  std::vector<std::size_t> order(column.dictionary->size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::size_t code) -> const std::string& { return (*column.dictionary)[code]; });
  std::vector<std::int32_t> stratum(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) stratum[order[i]] = static_cast<std::int32_t>(i);
  std::vector<std::int32_t> strata;
  strata.reserve(column.codes.size());
  for (const std::int32_t code : column.codes) strata.push_back(code < 0 ? -1 : stratum[static_cast<std::size_t>(code)]);
  return strata;
}

}  // namespace trainyard::dataset
