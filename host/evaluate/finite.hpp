// Numbers in JSON, which knows no NaN and no infinity.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

namespace trainyard::evaluate {

/// The number, or null where it is not finite.
inline nlohmann::ordered_json finite_or_null(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace trainyard::evaluate
