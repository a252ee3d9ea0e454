// Metrics of given predictions, by name.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/models/task.hpp"
#include "kernels/base/exec.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::evaluate {

using kernels::metric::Sample;

/// The metric of this name or alias. Throws Error(bad_config) with the nearest known name.
const kernels::metric::Metric& find_metric(const std::string& name_or_alias);

/// The canonical name of a metric given by its name or alias ("root_mean_squared_error" is "rmse").
/// Throws Error(bad_config) with the nearest known name.
std::string metric_name(const std::string& name_or_alias);

/// Whether larger values of the metric are better.
bool greater_is_better(const std::string& metric);

/// What is measured when the config names no metrics; the first decides.
std::vector<std::string> default_metrics(const models::Target& target);

/// Why the metric cannot be measured for such a target, and what to use instead; "" when it can.
std::string misfit(const std::string& metric, const models::Target& target);

/// {metric: value} in the order asked. Sums run in the canonical order, so the values do not depend on threads or device.
/// A metric that is not defined (no rows, weights that are all 0, one class alone) is null. Throws Error(bad_config) on an unknown name,
/// std::invalid_argument when the sample is not of a metric's kind (see misfit) or lengths differ.
nlohmann::ordered_json score(const Exec& exec, std::span<const std::string> metrics, const Sample& sample);

/// Whether all these metrics follow from sums of squares. Throws Error(bad_config) on an unknown name.
bool follow_from_squares(std::span<const std::string> metrics);
/// score() of such metrics, from the sums; nothing where one of them is not finite.
std::optional<nlohmann::ordered_json> score(std::span<const std::string> metrics, const kernels::metric::Squares& squares);

}  // namespace trainyard::evaluate
