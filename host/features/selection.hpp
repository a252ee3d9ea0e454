// Selecting features: steps applied in order, each to the features that the ones before it left. Learned on training rows only.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "host/features/plan.hpp"
#include "host/features/select_options.hpp"
#include "kernels/base/exec.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::features {

/// Reads `features.select`, a list of steps. What is wrong with a step is reported under its place, `key`[i].…, and the step is left out.
SelectOptions read_select(const nlohmann::ordered_json& values, const std::string& key, const Report& report);

/// Scores the given columns, one number each, for the method `importance`.
using Importance = std::function<std::vector<double>(std::span<const std::uint32_t> columns)>;

/// Why one feature went.
struct SelectionReport {
  std::uint32_t feature = 0;  ///< its column in x
  std::size_t step = 0;       ///< from 0 on
  double score = 0.0;         ///< NaN where it is not defined
  std::string reason;         ///< "variance 0 is not above 0"
};

/// The columns of `x` that stay, ascending. x and y lie in host memory: NaN is missing in x, infinite values there are none; y holds
/// values, or class numbers of `classes` classes; 0 stands for a regression. Every row counts once: weights matter to `importance` alone,
/// whose maker knows them. The result depends neither on threads nor on the device (if `importance` does not). Of equal scores the earlier
/// feature wins. A method that ranks keeps all features when there are no more than k, and with `percentile` as many as scikit-learn's
/// SelectPercentile, but at least one. `why` may be null; it is given the features that went, in the order in which they did. Throws
/// Error(bad_config) for chi2 on a regression or a negative number, naming the feature, and Error(bad_data) when there are no rows or a
/// step would drop every feature that is left.
std::vector<std::uint32_t> select(const Exec& exec, const SelectOptions& options, kernels::MatrixView<const float> x,
                                  const std::vector<std::string>& names, std::span<const double> y, int classes,
                                  const Importance& importance, std::vector<SelectionReport>* why = nullptr);

}  // namespace trainyard::features
