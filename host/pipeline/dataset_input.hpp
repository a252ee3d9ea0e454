// A published dataset as the input of predict.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/bundle/bundle.hpp"
#include "host/dataset/dataset.hpp"
#include "host/pipeline/rows_to_predict.hpp"

namespace trainyard::pipeline {

/// Throws as dataset::Dataset::open(), and Error(no_input) for a folder that is none.
dataset::Dataset open_dataset_input(const std::filesystem::path& folder);

struct DatasetInput {
  /// Throws as open_dataset_input().
  explicit DatasetInput(const std::filesystem::path& folder);

  dataset::Dataset dataset;
  dataset::Table layout;

  /// Throws Error(bad_data) when there is no such column.
  [[nodiscard]] const dataset::Column& column(const std::string& name) const;
  /// Throws Error(bad_data) when the column is not there, or holds other things than the model's.
  void require(const dataset::Field& field) const;
  [[nodiscard]] RowsToPredict::About about(const bundle::Bundle& bundle, const std::vector<std::string>& kept) const;
};

/// A column as it is kept; categories are texts.
dataset::Values kept_values(const dataset::Column& column);

}  // namespace trainyard::pipeline
