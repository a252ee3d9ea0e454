// The values of metrics on the replicates of a sample, all metrics at once.
//
// Poisson bootstrap (J. A. Hanley and B. MacGibbon, 2006; N. Chamandy et al., Estimating uncertainty for massive data streams, 2012): in
// each replicate each row counts a Poisson(1) number of times, drawn by counter from the seed, the replicate and the row's position in the
// sample (counts.cuh). So the counts are the same on every machine, for any threads, and for two models on the same rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/exec.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::kernels::bootstrap {

/// Which replicates are drawn.
struct Resampling {
  std::size_t replicates = 1000;
  std::uint64_t seed = 0;
};

/// For each metric its value on each replicate: what Metric::value gives of the sample with each weight multiplied by the row's count, up
/// to the rounding of sums in another order. NaN where that is, and throughout where the metric has no finite value on the sample itself.
/// Runs on the processor's threads whatever the device of `exec` is, so the bits are the same on every one.
/// Throws as Metric::value does, and std::invalid_argument for more than 2^32 - 1 rows.
std::vector<std::vector<double>> replicate_values(const Exec& exec, std::span<const metric::Metric* const> metrics,
                                                  const metric::Sample& sample, const Resampling& resampling);

}  // namespace trainyard::kernels::bootstrap
