// Several tests at once: p-values corrected for their number.
#pragma once

#include <vector>

#include "host/monitor/options.hpp"

namespace trainyard::monitor {

/// Each as it has to be below alpha: times their number (bonferroni), or as scipy.stats.false_discovery_control adjusts them. At most 1.
std::vector<double> corrected(std::vector<double> p_values, Correction correction);

}  // namespace trainyard::monitor
