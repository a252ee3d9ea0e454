// Predictions as the columns of a table: the row's number in its file, what is kept of the input, the prediction, the probabilities or the
// interval, the target where it is known, and what was asked for besides.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "host/bundle/bundle.hpp"
#include "host/dataset/batch.hpp"
#include "host/dataset/table.hpp"
#include "host/output/table_file.hpp"

namespace trainyard::pipeline {

/// Columns: `source` with the file's index where there are several, `row`, the kept ones, `prediction`, which of a classification is the
/// class; then `probability_CLASS` for each class, or `prediction_lower` and `prediction_upper` where the bundle has intervals; the
/// bundle's target, where the table has it, as a number, or as the class's text; `contribution_FEATURE` for each feature and
/// `contribution_bias`, of several classes `contribution_CLASS_FEATURE`; `model_version`.
class PredictionTable {
 public:
  struct Options {
    bool several_sources = false;
    std::vector<dataset::Field> kept = {};
    bool contributions = false;
    std::string model_version = {};  ///< empty: no such column
  };

  /// What is said about the rows of a table.
  struct Rows {
    const dataset::Table& table;
    std::span<const std::uint32_t> rows;  ///< of the table
    const models::Predictions& predictions;
    std::span<const dataset::Values> kept = {};            ///< of all rows of the table, a column for each kept one
    const models::Contributions* contributions = nullptr;  ///< where they are asked for
  };

  /// `with_target`: whether the tables have the bundle's target. The bundle must outlive this. Throws Error(usage) for a kept column that
  /// has the name of another one.
  PredictionTable(const bundle::Bundle& bundle, bool with_target, Options options);

  [[nodiscard]] const std::vector<output::Field>& fields() const noexcept { return fields_; }
  /// Valid until it is called again.
  const std::vector<output::Values>& columns(const Rows& of);

 private:
  void check_names() const;
  void add_ids(const Rows& of);
  void add_kept(const dataset::Values& values, std::span<const std::uint32_t> rows);
  void add_predictions(const Rows& of);
  void add_target(const Rows& of);
  void add_contributions(const models::Contributions& contributions);
  void add(std::vector<float> values);
  void add(std::vector<double> values);
  void add(std::vector<std::int64_t> values);
  void add(std::vector<std::int8_t> values);
  void add(std::vector<std::string> values) { columns_.emplace_back(std::move(values)); }

  const bundle::Bundle& bundle_;
  Options options_;
  bool with_target_;
  std::vector<output::Field> fields_;
  std::vector<output::Values> columns_;
  // What the columns point into.
  std::deque<std::vector<float>> singles_;
  std::deque<std::vector<double>> numbers_;
  std::deque<std::vector<std::int64_t>> integers_;
  std::deque<std::vector<std::int8_t>> booleans_;
};

/// The text of a CSV file with nothing kept. Rows of several sources get a `source`.
std::string predictions_csv(const bundle::Bundle& bundle, const dataset::Table& table, std::span<const std::uint32_t> rows,
                            const models::Predictions& predictions, bool several_sources);

}  // namespace trainyard::pipeline
