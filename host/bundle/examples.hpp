// Example rows kept in a bundle: values by column name, and the prediction each must give.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "host/calibration/prediction_interval.hpp"
#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"
#include "host/models/predictions.hpp"

namespace trainyard::bundle {

/// {"rows": [{column: number | text | null, …}, …]} for the named columns; values of personal ones are null.
nlohmann::ordered_json examples_json(const dataset::Table& table, const dataset::Schema& schema, std::span<const std::string> columns,
                                     std::span<const std::uint32_t> rows);

/// [[…], …], one per row.
nlohmann::ordered_json predictions_json(const models::Predictions& predictions);
/// [[lower, upper], …], one per row; null where an end is infinite.
nlohmann::ordered_json bounds_json(const calibration::Bounds& bounds);

/// The rows of examples_json() as a table. Throws Error(bad_data) when they do not fit the schema.
dataset::Table examples_table(const nlohmann::ordered_json& examples, const dataset::Schema& schema, std::span<const std::string> columns);

}  // namespace trainyard::bundle
