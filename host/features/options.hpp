// The `features` section of a config: what is done to which column.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/config/config.hpp"
#include "host/dataset/schema.hpp"
#include "host/features/select_options.hpp"
#include "kernels/outliers/outliers.hpp"

namespace trainyard::features {

/// What is done about numbers that lie too far out. Names of methods are those of the list in kernels/outliers.
struct OutlierOptions {
  std::string method = "none";
  std::string action = "clip";  ///< clip | missing | drop (training rows)
  kernels::outliers::Limits limits = {};
};

/// What is done to one numeric column (integer, float, boolean, timestamp): outliers first, then impute, then scale. Names are those of the
/// lists in kernels/impute and kernels/scale.
struct NumericOptions {
  std::string impute = "none";
  double fill = 0.0;  ///< for constant
  std::string scale = "none";
  OutlierOptions outliers = {};
  std::string by = {};     ///< a category column, whose groups have a stand-in each; empty: one for all
  bool indicator = false;  ///< a feature more: 1 where the number is missing, else 0
};

/// The words that OutlierOptions::action takes.
std::span<const std::string> outlier_actions();

/// What is done to one category column. Names of encoders are those of the list in kernels/encode.
struct CategoryOptions {
  std::string impute = "none";  ///< none (stays missing) | missing (becomes the category "missing")
  std::string encode = "onehot";
  std::string unseen = "missing";   ///< error | missing | other
  std::int64_t min_frequency = 0;   ///< categories in fewer training rows fall under "other"; 0 and 1: none do
  std::int64_t max_categories = 0;  ///< with "other" at most so many, the most frequent; 0: any number
  std::optional<double> smooth;     ///< of target: the rows that the overall mean counts as; none: "auto", by empirical Bayes
  double regularization = 1.0;      ///< of woe
  std::int64_t cv = 5;              ///< of target and woe: inner folds of the training rows
  std::int64_t features = 8;        ///< of hashing: columns
};

inline constexpr std::int64_t max_cv = 1000, max_hashed_features = 100'000;

/// The words that CategoryOptions::impute and ::unseen take.
std::span<const std::string> category_imputers();
std::span<const std::string> unseen_policies();

struct DerivedColumn {
  std::string name;
  std::string expression;  ///< as expression_syntax.hpp says
};

/// The `features` section with its defaults; columns are known only once there is a schema.
struct FeatureOptions {
  std::vector<DerivedColumn> derive;
  NumericOptions numeric;
  CategoryOptions categorical;
  std::vector<std::pair<std::string, nlohmann::ordered_json>> columns;  ///< per-column overrides of either kind's keys
  SelectOptions select;

  /// Reads `features` of a validated config. What can be seen without a schema, such as a malformed expression, is added to the
  /// config's problems.
  static FeatureOptions from_config(const config::Config& config);
};

/// Adds to the config's problems whatever does not fit the table: unknown columns (with the nearest name), categories or the target in
/// an expression, overrides for the wrong kind of column. The caller then calls config.check().
void check_against(const FeatureOptions& options, const dataset::Schema& schema, const config::Config& config);
/// Likewise the encoders that do not fit a target of so many classes; 0: a number.
void check_against_target(const FeatureOptions& options, const dataset::Schema& schema, std::size_t classes, const config::Config& config);

}  // namespace trainyard::features
