// Predictions as CSV: the row's number in its file, the prediction, and the target beside it when it is known.
#pragma once

#include <span>
#include <string>

#include "host/dataset/table.hpp"

namespace trainyard::pipeline {

/// Text of `row,prediction[,TARGET]` lines; numbers in the shortest form that reads back to the same bits. `target` is indexed as
/// the table and may be empty. Rows of several sources get a leading `source` column with the file's index.
std::string predictions_csv(const dataset::Table& table, std::span<const std::uint32_t> rows, std::span<const float> predictions,
                            const std::string& target_name, std::span<const double> target, bool several_sources);

}  // namespace trainyard::pipeline
