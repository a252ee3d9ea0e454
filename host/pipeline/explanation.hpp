// The rows that a model is most wrong about, and why.
#pragma once

#include <nlohmann/json.hpp>

#include "host/pipeline/stages.hpp"

namespace trainyard::pipeline {

/// The twenty test rows with the largest loss (evaluate::row_losses), worst first; of equal ones the earlier: [{source, row, target,
/// prediction, loss, error | probability, features: {column: value}, contributions: {feature: value}, other_features, bias}]. `row` counts
/// as in predictions.csv. `error` is predicted less actual; `probability` that of the actual class. `features` are the columns that the
/// bundle reads, null where missing or personal. `contributions` are the ten largest to the margin (models::Contributions) of the class
/// predicted, and of two classes to that of the positive one; the others add up to `other_features`.
nlohmann::ordered_json worst_rows(const Exec& exec, const Data& data, const Evaluated& evaluated);

}  // namespace trainyard::pipeline
