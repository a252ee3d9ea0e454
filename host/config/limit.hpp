// A bound of `search.constraints`: a number, or a size such as 2MB.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace trainyard::config {

/// The bound as a number, sizes in bytes; nothing when the value is neither.
std::optional<double> limit_of(const nlohmann::ordered_json& value);

}  // namespace trainyard::config
