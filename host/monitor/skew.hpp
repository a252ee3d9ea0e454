// Train-serve skew: the same rows through the evaluator of batch prediction and through the service.
#pragma once

#include "host/bundle/bundle.hpp"
#include "host/monitor/finding.hpp"
#include "host/monitor/observed.hpp"

namespace trainyard::monitor {

inline constexpr std::size_t most_skew_rows = 1000;

/// {rows, differing, first?: {row, batch, service} | refused?}: rows spread evenly over the observed ones, written as the JSON of a
/// request, read and predicted by the service's own code, and compared bit by bit with their predictions. Any that differs is an alert.
/// {skipped} for a model that looks back in time, which the service does not take, and without rows.
Finding check_skew(const bundle::Bundle& bundle, const Observed& observed);

}  // namespace trainyard::monitor
