// Predictions as CSV: the row's number in its file, the prediction, the probabilities, and the target beside it when it is known.
#pragma once

#include <span>
#include <string>

#include "host/bundle/bundle.hpp"
#include "host/dataset/table.hpp"

namespace trainyard::pipeline {

/// Text of `row,prediction[,prediction_lower,prediction_upper][,TARGET]` lines for a regression, with the ends of the prediction interval
/// where the bundle has any, of `row,prediction,probability_CLASS…[,TARGET]` lines, the prediction being a
/// class, for a classification; numbers in the shortest form that reads back to the same bits. TARGET is the bundle's target, where the
/// table has it. Rows of several sources get a leading `source` column with the file's index.
std::string predictions_csv(const bundle::Bundle& bundle, const dataset::Table& table, std::span<const std::uint32_t> rows,
                            const models::Predictions& predictions, bool several_sources);

}  // namespace trainyard::pipeline
