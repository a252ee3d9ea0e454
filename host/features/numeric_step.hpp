// What was learned about one numeric column: the stand-in for missing numbers, then the scaling.
#pragma once

#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "host/features/json_fields.hpp"
#include "host/features/options.hpp"
#include "kernels/base/exec.hpp"
#include "kernels/base/view.hpp"
#include "kernels/scale/scale.hpp"

namespace trainyard::features {

struct NumericStep {
  std::string name;
  std::string impute = "none";
  double stand_in = std::numeric_limits<double>::quiet_NaN();  ///< NaN exactly when impute is none
  std::string scale = "none";
  kernels::scale::Affine affine;

  /// Learns from `column` (device memory). The scaler sees the column as imputed, as in a scikit-learn pipeline.
  static NumericStep fit(const Exec& exec, const std::string& name, const NumericOptions& options, kernels::ColumnView column);
  /// One float per row of `column`; infinite where the number is too large for a float.
  void apply(const Exec& exec, kernels::ColumnView column, std::span<float> feature) const;

  [[nodiscard]] nlohmann::ordered_json to_json() const;
  static NumericStep from_json(JsonFields& fields);
};

}  // namespace trainyard::features
