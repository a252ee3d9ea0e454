// Why a column has its type, for people.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/dataset/dataset.hpp"

namespace trainyard::dataset {

/// {column, type, role, decided_by: "values" | "schema", counts: {kind: number, …} of the present values and `missing`, first: {kind: value
/// and place}, decision: text, changes: [what would make another type of it]}. Where a schema decided, nothing was counted, and a personal
/// column shows no value. `max_bad_rows` is that of the request. Throws Error(usage) on an unknown column, with the nearest name.
nlohmann::ordered_json explain(const QualityReport& report, const std::string& column, double max_bad_rows);

}  // namespace trainyard::dataset
