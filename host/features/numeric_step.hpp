// What was learned about one numeric column: a chain of maps.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/features/json_fields.hpp"
#include "host/features/options.hpp"
#include "kernels/base/exec.hpp"
#include "kernels/map/map.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::features {

struct NumericStep {
  std::string name;
  std::string impute = "none", scale = "none";  ///< what the maps came from
  kernels::map::Maps maps;

  /// Learns from the training numbers. Each family sees the column as those before it leave it, as in a scikit-learn pipeline.
  static NumericStep fit(const Exec& exec, const std::string& name, const NumericOptions& options, const kernels::reduce::Numbers& numbers);

  [[nodiscard]] nlohmann::ordered_json to_json() const;
  static NumericStep from_json(JsonFields& fields);
};

}  // namespace trainyard::features
