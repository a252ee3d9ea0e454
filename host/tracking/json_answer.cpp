#include "host/tracking/json_answer.hpp"

#include <charconv>

#include "host/storage/sealed.hpp"

namespace trainyard::tracking {

using nlohmann::ordered_json;

ordered_json parse_answer(const std::string& body, const std::string& from) {
  try {
    ordered_json answer = storage::parse_json(body, "the answer");
    if (answer.is_object()) return answer;
  } catch (const Error&) {
    // said below
  }
  throw Error(ExitCode::unavailable, from + " answered with something that is no JSON object, as no MLflow server does");
}

std::string text_in(const ordered_json& object, const char* key) {
  if (!object.is_object() || !object.contains(key)) return "";
  const ordered_json& value = object[key];
  return value.is_string() ? value.get<std::string>() : value.is_number_integer() ? value.dump() : "";
}

std::int64_t number_in(const ordered_json& object, const char* key) {
  const std::string text = text_in(object, key);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

const ordered_json& object_in(const ordered_json& object, const char* key) {
  static const ordered_json none = ordered_json::object();
  return object.is_object() && object.contains(key) && object[key].is_object() ? object[key] : none;
}

const ordered_json& list_in(const ordered_json& object, const char* key) {
  static const ordered_json none = ordered_json::array();
  return object.is_object() && object.contains(key) && object[key].is_array() ? object[key] : none;
}

}  // namespace trainyard::tracking
