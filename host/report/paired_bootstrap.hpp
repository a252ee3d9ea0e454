// The difference of a metric between two sets of predictions for the same rows, and how it varies with the rows.
#pragma once

#include <string>

#include "kernels/base/exec.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::report {

struct PairedDifference {
  double difference = 0;     ///< b less a
  double low = 0, high = 0;  ///< of 95 % of the replicates
  double p_value = 0;        ///< two-sided: twice the share of replicates on the other side of 0, of which one more is counted
};

/// By evaluate::bootstrap, with the same counts of the rows for both; replicates in which the metric is not defined are left out. NaN for
/// the difference when it is not defined. Precondition: samples of the same rows, in the same order.
PairedDifference paired_bootstrap(const Exec& exec, const std::string& metric, const kernels::metric::Sample& a,
                                  const kernels::metric::Sample& b, std::size_t replicates);

}  // namespace trainyard::report
