// Rows of a table as JSON, for people and scripts to look at.
#pragma once

#include <nlohmann/json.hpp>

#include "host/dataset/table.hpp"

namespace trainyard::dataset {

/// [{column: value, …}, …]: numbers, true and false, texts, times as ISO 8601, missing ones null; values of personal columns as
/// personal_value.
nlohmann::ordered_json rows_json(const Table& table);

}  // namespace trainyard::dataset
