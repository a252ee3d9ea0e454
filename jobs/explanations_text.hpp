// Why columns have their types, for people.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace trainyard::jobs {

/// The documents of dataset::explain, one below the other.
std::string explanations_text(const nlohmann::ordered_json& explanations);

}  // namespace trainyard::jobs
