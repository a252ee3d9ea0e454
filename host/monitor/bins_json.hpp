// Two samples of a column side by side: counts that a test compares, and shares to look at.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "host/monitor/reference.hpp"

namespace trainyard::monitor {

/// A count for each category of the reference, in its order, and a last one for all others.
struct AlignedCounts {
  std::vector<double> reference, current;
};
AlignedCounts aligned(const ColumnReference& reference, const ColumnReference& current);

/// {labels, reference, current}: see check_drift(); null where a side has no values.
nlohmann::ordered_json bins_json(const ColumnReference& reference, const ColumnReference& current);

}  // namespace trainyard::monitor
