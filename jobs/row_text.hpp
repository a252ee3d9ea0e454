// One row's way through the fitted transform, for people.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace trainyard::jobs {

/// The summary of pipeline::explain_features as a table: a line per step, and of a wide column the features that are not 0.
std::string row_text(const nlohmann::ordered_json& summary);

}  // namespace trainyard::jobs
