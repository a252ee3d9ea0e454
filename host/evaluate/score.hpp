// Metrics of given predictions, by name.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/exec.hpp"

namespace trainyard::evaluate {

/// The canonical name of a metric given by its name or alias ("root_mean_squared_error" is "rmse").
/// Throws Error(bad_config) with the nearest known name.
std::string metric_name(const std::string& name_or_alias);

/// Whether larger values of the metric are better.
bool greater_is_better(const std::string& metric);

/// {metric: value} in the order asked. `actual` and `predicted` have equal length. Sums run in the canonical order, so the values do
/// not depend on threads or device. A metric that is not defined (no rows) is null.
nlohmann::ordered_json score(const Exec& exec, std::span<const std::string> metrics, std::span<const double> actual,
                             std::span<const float> predicted);

}  // namespace trainyard::evaluate
