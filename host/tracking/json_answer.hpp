// What a server answers, which may be anything. Private to tracking.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "host/tracking/mlflow.hpp"

namespace trainyard::tracking {

/// Error(unavailable) when it is no JSON object, or nested too deep; `from` is the address that it came from.
nlohmann::ordered_json parse_answer(const std::string& body, const std::string& from);

/// The member of that kind; an empty one where there is none.
std::string text_in(const nlohmann::ordered_json& object, const char* key);
/// Also of a number written as text, as 64-bit numbers are.
std::int64_t number_in(const nlohmann::ordered_json& object, const char* key);
const nlohmann::ordered_json& object_in(const nlohmann::ordered_json& object, const char* key);
const nlohmann::ordered_json& list_in(const nlohmann::ordered_json& object, const char* key);

/// [{key, value}, …]
nlohmann::ordered_json tags_json(const Tags& tags);

}  // namespace trainyard::tracking
