// How far metrics may be off: percentile intervals by bootstrap, for a model and for the difference between two models on the same rows.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernels/base/exec.hpp"
#include "kernels/bootstrap/replicates.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::evaluate {

using kernels::bootstrap::Resampling;

/// Metrics of one sample, and of its replicates.
struct Replicates {
  std::vector<std::string> metrics;
  std::vector<double> value;                ///< of each metric on the sample; NaN where not defined
  std::vector<std::vector<double>> values;  ///< of each metric on each replicate; NaN where not defined
};

/// `metrics` are canonical names. The counts depend on the resampling and the rows' positions alone: two models' samples with the same rows
/// in the same order have the same ones. Of fewer than two rows with a weight no replicate is defined. Throws as score() does.
Replicates bootstrap(const Exec& exec, std::span<const std::string> metrics, const kernels::metric::Sample& sample,
                     const Resampling& resampling);

/// The differences `of` - `other`, replicate by replicate. Throws std::invalid_argument unless both have the same metrics and number of
/// replicates; that they are of the same rows is up to the caller.
Replicates difference(const Replicates& of, const Replicates& other);

/// A metric, or a difference, and the range of its replicates.
struct Interval {
  std::string metric;
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
};
using Intervals = std::vector<Interval>;

/// Percentile intervals: of the replicates on which the metric is defined, the quantiles (1 - level) / 2 and (1 + level) / 2, as
/// numpy.quantile. NaN for both where it is defined on fewer than half of them, and where the value itself is not.
Intervals intervals(const Replicates& replicates, double level);

/// The interval of the difference between two models' metrics on the same rows: sample - other.
Intervals bootstrap_difference(const Exec& exec, std::span<const std::string> metrics, const kernels::metric::Sample& sample,
                               const kernels::metric::Sample& other, const Resampling& resampling, double level);

}  // namespace trainyard::evaluate
