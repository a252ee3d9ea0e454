#include "host/evaluate/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "host/evaluate/row_subset.hpp"
#include "host/evaluate/score.hpp"
#include "kernels/reduce/ranks.hpp"

namespace trainyard::evaluate {
namespace {

double quantile_of_sorted(std::span<const double> sorted, double probability) {
  const auto place = kernels::reduce::quantile_place(static_cast<std::int64_t>(sorted.size()), probability);
  return kernels::reduce::interpolate(sorted[static_cast<std::size_t>(place.low)], sorted[static_cast<std::size_t>(place.high)],
                                      place.weight);
}

}  // namespace

Replicates bootstrap(const Exec& exec, std::span<const std::string> metrics, const kernels::metric::Sample& sample,
                     const Resampling& resampling) {
  Replicates out{.metrics = {metrics.begin(), metrics.end()}, .value = {}, .values = {}};
  std::vector<const kernels::metric::Metric*> wanted;
  const kernels::metric::DeviceSample there(exec, sample);
  for (const std::string& name : metrics) {
    wanted.push_back(&find_metric(name));
    out.value.push_back(wanted.back()->value(there));
  }
  out.values = kernels::bootstrap::replicate_values(exec, wanted, sample, resampling);
  std::size_t rows = 0;
  for (std::size_t r = 0; r < sample.actual.size() && rows < 2; ++r) rows += weight_of(sample, r) > 0 ? 1 : 0;
  if (rows < 2) {
    for (auto& values : out.values) std::ranges::fill(values, std::numeric_limits<double>::quiet_NaN());
  }
  return out;
}

Replicates difference(const Replicates& of, const Replicates& other) {
  Replicates out = of;
  if (of.metrics != other.metrics) throw std::invalid_argument("bootstrap difference: of different metrics");
  for (std::size_t m = 0; m < of.metrics.size(); ++m) {
    if (of.values[m].size() != other.values[m].size()) throw std::invalid_argument("bootstrap difference: of different replicates");
    out.value[m] -= other.value[m];
    for (std::size_t r = 0; r < of.values[m].size(); ++r) out.values[m][r] -= other.values[m][r];
  }
  return out;
}

Intervals intervals(const Replicates& replicates, double level) {
  Intervals all;
  for (std::size_t m = 0; m < replicates.metrics.size(); ++m) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    Interval one{.metric = replicates.metrics[m], .value = replicates.value[m], .low = nan, .high = nan};
    std::vector<double> sorted;
    std::ranges::copy_if(replicates.values[m], std::back_inserter(sorted), [](double value) { return !std::isnan(value); });
    if (std::isfinite(one.value) && !sorted.empty() && 2 * sorted.size() >= replicates.values[m].size()) {
      std::ranges::sort(sorted);
      one.low = quantile_of_sorted(sorted, 0.5 * (1.0 - level));
      one.high = quantile_of_sorted(sorted, 0.5 * (1.0 + level));
    }
    all.push_back(std::move(one));
  }
  return all;
}

Intervals bootstrap_difference(const Exec& exec, std::span<const std::string> metrics, const kernels::metric::Sample& sample,
                               const kernels::metric::Sample& other, const Resampling& resampling, double level) {
  return intervals(difference(bootstrap(exec, metrics, sample, resampling), bootstrap(exec, metrics, other, resampling)), level);
}

}  // namespace trainyard::evaluate
