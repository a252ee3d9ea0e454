// The fitted transform: derived columns, imputation, scaling and encoding, learned on training rows only and applied by
// the same compiled code in training, evaluation and prediction.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"
#include "host/features/matrix.hpp"
#include "host/features/options.hpp"
#include "host/features/row_source.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::features {

/// Counts of what apply() met and the policy absorbed, for metrics and warnings. Every column has an entry, in feature order.
struct ApplyCounts {
  std::vector<std::pair<std::string, std::uint64_t>> unseen;   ///< per category column: rows of a category that training did not have
  std::vector<std::pair<std::string, std::uint64_t>> missing;  ///< per column, derived ones included: rows without a value
};

/// What a transform is fitted on. The spans are per row of the source, so that folds share them.
struct Training {
  const RowSource& source;
  std::span<const std::uint32_t> rows;       ///< the training rows, ascending
  std::span<const double> y = {};            ///< the value, or the number of the class; empty where no step learns from it
  std::size_t classes = 0;                   ///< 0: y is a value
  std::span<const double> weight = {};       ///< empty: every row counts as 1
  std::span<const std::string> labels = {};  ///< of the classes, for the names of features; empty: their numbers
};

class Transform;
struct Plan;

class CrossFit;

/// A transform with what it learned it from, and the same with the training rows as models are to be trained on them.
struct Fitted;
struct FittedRows;

/// Features come in schema order of their columns, derived columns after them; a one-hot column gives "column=category" for each category
/// of the training rows, sorted by bytes, and "column=other" last where rare or unseen categories are pooled.
///
/// Numbers go through a chain of maps in double (kernels/map), and are rounded to float once; a missing number under `impute: none` stays
/// NaN, whatever the scaling. A column with no number in the training rows gets 0 as its mean or median, and stays unscaled.
/// A column with an indicator gives a second feature right after it, "column_missing": 1 where the table has no number, else 0.
/// Encodings that learn from the target (target, woe) do so from all training rows; under `unseen: other` an unseen category has the number
/// of the pooled rare ones, which is that of a category without a row (the mean of the target, 0 for woe) where none is rare. Hashed
/// columns know no unseen category; a missing one is 0 in all of them.
/// Categories: a missing one under `impute: none`, and an unseen one under `unseen: missing`, is 0 in every one-hot column and NaN in a
/// single one. Under `impute: missing` it is the category "missing", which is unseen when the training rows had none.
///
/// Rows come from a RowSource. Of one that is not in memory columns are read as often as they are needed, a block at a time, and nothing is
/// kept but, at 4 bytes per training row, the column that groups the rows while one is imputed by it; at 8 the target and the weights where
/// an encoding learns from them, and the one column that scale: quantile_… or yeo_johnson is learning from; the numbers of the largest
/// group of one column; and, up to the source's spare memory, the column at hand, so that it is read once. `select` alone needs the
/// features of all training rows at a time.
class Transform {
 public:
  /// Has no features; for a place that fit() or from_json() fills later.
  Transform() = default;

  /// Learns from the training rows and nothing else; only columns whose role is feature are read. Byte-identical to_json() for any shard
  /// or thread count. Throws Error(bad_config) with every option that does not fit the schema, Error(bad_data) when there is no row or no
  /// feature, or numbers too large to average.
  static Transform fit(const Exec& exec, const FeatureOptions& options, const dataset::Schema& schema, const Training& training);
  /// The same, with the training rows that are left: those with an outlier in a column with `action: drop` leave before anything else is
  /// learned; apply() leaves no row out.
  static Fitted learn(const Exec& exec, const FeatureOptions& options, const dataset::Schema& schema, const Training& training);
  /// The same, and the features of these rows. They are as apply() gives them but for encodings that learn from the target: these are
  /// cross-fitted (cross_fit.hpp).
  static FittedRows fit_apply(const Exec& exec, const FeatureOptions& options, const dataset::Schema& schema, const Training& training);

  /// Columns are found by name; a row's features depend on nothing but that row. Throws Error(bad_data) naming a missing column, a column
  /// of another kind, an unseen category under `unseen: error`, or a number that does not fit a float; Error(out_of_memory) when the
  /// matrix is larger than the memory that is free.
  [[nodiscard]] Matrix apply(const Exec& exec, const dataset::Table& table, std::span<const std::uint32_t> rows,
                             ApplyCounts* counts = nullptr) const;

  /// The way of one row of the table: for each column in feature order {column, type | expression, value, steps: [{step, learned, value}],
  /// features: [{name, value}]}; missing values are null, and those of personal columns dataset::personal_value. The values of features
  /// are the bits of apply(), which it throws as.
  [[nodiscard]] nlohmann::ordered_json explain(const Exec& exec, const dataset::Table& table, std::uint32_t row) const;

  [[nodiscard]] const std::vector<std::string>& feature_names() const noexcept { return names_; }
  /// Names of the table columns that apply() reads.
  [[nodiscard]] std::vector<std::string> inputs() const;

  /// Holds no times, paths or ids. from_json(to_json()) is the same transform.
  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws Error(bad_data) on anything that is not such a document, saying which field.
  static Transform from_json(const nlohmann::ordered_json& document);

  struct Steps;
  /// What is done, for other forms of it (steps.hpp). Precondition: fitted or read.
  [[nodiscard]] const Steps& steps() const noexcept { return *steps_; }

 private:
  explicit Transform(std::shared_ptr<const Steps> steps);
  friend struct Fitted;
  static Transform fit_kept(const Exec& exec, Plan plan, const Training& training);
  static Fitted learn_all(const Exec& exec, const FeatureOptions& options, const dataset::Schema& schema, const Training& training);
  /// Takes features out of the transform and the matrix.
  static void select_features(const Exec& exec, const SelectOptions& options, const Training& training, FittedRows& fitted);

  std::shared_ptr<const Steps> steps_;
  std::vector<std::string> names_;
};

struct Fitted {
  Transform transform;
  std::vector<std::uint32_t> rows;  ///< of the source
  /// Per column whose outliers take training rows out: how many training rows lie outside its bounds.
  std::vector<std::pair<std::string, std::uint64_t>> dropped = {};
  /// Features that selection took out, in the order in which they went, and why.
  std::vector<std::pair<std::string, std::string>> deselected = {};
  std::shared_ptr<const CrossFit> cross_fit = nullptr;  ///< what the features of `rows` differ in from those of apply()

  /// The features of rows first_row, first_row + 1, … of the source; gone when the call ends.
  using Sink = std::function<void(const Matrix& block, std::size_t first_row)>;
  /// Gives the features of all rows of the source, in order: `rows` as models are trained on them, others as models meet them.
  void each(const Exec& exec, const RowSource& source, const Sink& sink) const;
  /// The features of `rows` as models are trained on them.
  [[nodiscard]] Matrix training_matrix(const Exec& exec, const RowSource& source) const;
};

struct FittedRows : Fitted {
  Matrix x;  ///< a row for each of `rows`
};

}  // namespace trainyard::features
