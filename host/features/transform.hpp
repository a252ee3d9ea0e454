// The fitted transform: derived columns, imputation, scaling and encoding, learned on training rows only and applied by
// the same compiled code in training, evaluation and prediction.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"
#include "host/features/matrix.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::features {

/// What is done to one numeric column. Names are those of the lists in kernels/impute and kernels/scale.
struct NumericOptions {
  std::string impute = "none";  ///< none | median | mean | constant
  double fill = 0.0;            ///< for constant
  std::string scale = "none";   ///< none | standard | minmax
};

/// What is done to one category column.
struct CategoryOptions {
  std::string impute = "none";     ///< none (stays missing) | missing (a category of its own)
  std::string encode = "onehot";   ///< onehot | ordinal
  std::string unseen = "missing";  ///< error | missing | other
  std::int64_t min_frequency = 0;  ///< rarer categories fall under "other"; 0: off
};

struct DerivedColumn {
  std::string name;
  std::string expression;  ///< + - * / ( ), numbers, names of numeric columns; x / 0 is missing
};

/// The resolved `features` section: every column named, nothing left to a default.
struct FeatureOptions {
  std::vector<DerivedColumn> derive;
  NumericOptions numeric;
  CategoryOptions categorical;
  std::vector<std::pair<std::string, nlohmann::ordered_json>> columns;  ///< per-column overrides, unparsed beyond the schema's checks

  /// Reads `features` of a validated config; adds problems (unknown columns, bad expressions) to the config's list.
  static FeatureOptions from_config(const config::Config& config);
};

/// Counts of what apply() met and the policy absorbed, for metrics and warnings.
struct ApplyCounts {
  std::vector<std::pair<std::string, std::uint64_t>> unseen;   ///< per input column
  std::vector<std::pair<std::string, std::uint64_t>> missing;  ///< per input column
};

class Transform {
 public:
  /// Learns from `rows` of `table` (ascending row numbers) and nothing else. Byte-identical to_json() for any shard or thread count.
  static Transform fit(const Exec& exec, const FeatureOptions& options, const dataset::Schema& schema, const dataset::Table& table,
                       std::span<const std::uint32_t> rows);

  /// Columns are found by name; throws Error(bad_data) naming a missing one, or an unseen category under `unseen: error`.
  [[nodiscard]] Matrix apply(const Exec& exec, const dataset::Table& table, std::span<const std::uint32_t> rows,
                             ApplyCounts* counts = nullptr) const;

  [[nodiscard]] const std::vector<std::string>& feature_names() const noexcept { return names_; }
  /// Names of the table columns that apply() reads.
  [[nodiscard]] std::vector<std::string> inputs() const;

  /// Holds no times, paths or ids. from_json(to_json()) is the same transform.
  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws Error(bad_data) on anything that is not such a document.
  static Transform from_json(const nlohmann::ordered_json& document);

 private:
  std::vector<std::string> names_;
  nlohmann::ordered_json steps_;  // the implementation may hold a better form
};

}  // namespace trainyard::features
