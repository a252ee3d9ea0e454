// What was learned about one numeric column: a chain of maps.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/features/group_fill.hpp"
#include "host/features/json_fields.hpp"
#include "host/features/options.hpp"
#include "kernels/base/exec.hpp"
#include "kernels/map/map.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::features {

struct NumericStep {
  std::string name;
  std::string impute = "none", scale = "none";  ///< what the maps came from
  kernels::map::Maps maps = {};
  std::string outliers = "none", action = "clip";
  std::string by = {};                   ///< the column that groups the rows; empty: none
  std::vector<std::string> groups = {};  ///< sorted by bytes: those that the table of the map fill_by_code is for
  bool indicator = false;

  /// Learns from the training numbers, in the order outliers, impute, scale. Each family sees the column as those before it leave it, as in
  /// a scikit-learn pipeline: an outlier that becomes missing is filled in. `grouping` belongs to options.by; null where rows are not
  /// grouped.
  static NumericStep fit(const Exec& exec, const std::string& name, const NumericOptions& options, const kernels::reduce::Numbers& numbers,
                         const Grouping* grouping = nullptr);
  /// Whether options.by makes a difference to the way of imputing.
  static bool groups_rows(const NumericOptions& options);

  /// The column's name, and "name_missing" after it where there is an indicator.
  [[nodiscard]] std::vector<std::string> features() const;
  /// The maps for a table with this dictionary of the column `by`.
  [[nodiscard]] kernels::map::Maps maps_for(const dataset::Dictionary& dictionary) const;

  [[nodiscard]] nlohmann::ordered_json to_json() const;
  static NumericStep from_json(JsonFields& fields);
};

}  // namespace trainyard::features
