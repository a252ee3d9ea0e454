#include "kernels/bootstrap/replicates.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>

#include "kernels/bootstrap/counts.hpp"
#include "kernels/bootstrap/walks.hpp"

namespace trainyard::kernels::bootstrap {
namespace {

using metric::DeviceSample;
using metric::Form;
using metric::Metric;

constexpr std::size_t batch_size = std::tuple_size_v<PerReplicate>;

/// A metric's own function on one replicate.
double value_by_itself(const Exec& exec, const Metric& metric, const metric::Sample& sample, const Resampling& resampling,
                       std::size_t replicate) {
  const auto counts = poisson_counts(exec, resampling.seed, replicate, sample.actual.size());
  std::vector<double> weight(counts.begin(), counts.end());
  for (std::size_t row = 0; row < sample.weight.size(); ++row) weight[row] *= sample.weight[row];
  metric::Sample weighted = sample;
  weighted.weight = weight;
  return metric.value(exec, weighted);
}

/// Those that have a finite value on the sample, and so no NaN among what they look at.
std::vector<const Metric*> defined_ones(std::span<const Metric* const> metrics, const DeviceSample& sample) {
  std::vector<const Metric*> defined;
  for (const Metric* metric : metrics) {
    if (std::isfinite(metric->value(sample))) defined.push_back(metric);
  }
  return defined;
}

void fill_batch(const Walks& walks, std::span<const Metric* const> metrics, std::span<const Metric* const> defined,
                const Resampling& resampling, std::uint32_t batch, std::vector<std::vector<double>>& values) {
  const std::vector<Tallies> found = walks.tallies(resampling.seed, batch);
  for (std::size_t r = 0; r < batch_size && batch * batch_size + r < resampling.replicates; ++r) {
    const auto totals = walks.class_totals(found, r);
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      if (std::ranges::find(defined, metrics[m]) == defined.end()) continue;
      values[m][batch * batch_size + r] = walks.value(*metrics[m], found, totals, r);
    }
  }
}

}  // namespace

std::vector<std::vector<double>> replicate_values(const Exec& exec, std::span<const Metric* const> metrics, const metric::Sample& sample,
                                                  const Resampling& resampling) {
  if (sample.actual.size() >= std::numeric_limits<std::uint32_t>::max()) {
    throw std::invalid_argument("bootstrap: " + std::to_string(sample.actual.size()) + " rows are too many");
  }
  const Exec processor{.threads = exec.threads};
  const DeviceSample there(processor, sample);
  std::vector<std::vector<double>> values(metrics.size(),
                                          std::vector<double>(resampling.replicates, std::numeric_limits<double>::quiet_NaN()));
  const auto defined = defined_ones(metrics, there);
  if (defined.empty()) return values;
  const Walks walks(processor, defined, there.rows());
  const auto batches = static_cast<std::uint32_t>((resampling.replicates + batch_size - 1) / batch_size);
  std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic) num_threads(exec.threads)
  for (std::uint32_t batch = 0; batch < batches; ++batch) {
    try {
      fill_batch(walks, metrics, defined, resampling, batch, values);
    } catch (...) {
#pragma omp critical
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
  // Where sums cannot tell, or there is no other way.
  for (const Metric* metric : defined) {
    if (metric->form != Form::sums && metric->form != Form::whole) continue;
    auto& own = values[static_cast<std::size_t>(std::ranges::find(metrics, metric) - metrics.begin())];
    for (std::size_t r = 0; r < own.size(); ++r) {
      if (std::isnan(own[r])) own[r] = value_by_itself(processor, *metric, sample, resampling, r);
    }
  }
  return values;
}

}  // namespace trainyard::kernels::bootstrap
