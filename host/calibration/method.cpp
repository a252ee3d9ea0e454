#include "host/calibration/method.hpp"

#include <cmath>

#include "host/error/error.hpp"

namespace trainyard::calibration {
namespace {

using nlohmann::ordered_json;

double finite_number(const ordered_json& value, const char* key) {
  if (!value.is_number() || !std::isfinite(value.get<double>())) refuse_calibration(std::string(key) + " is no number");
  return value.get<double>();
}

const ordered_json& value_at(const ordered_json& document, const char* key) {
  if (!document.is_object() || !document.contains(key)) refuse_calibration(std::string(key) + " is missing");
  return document[key];
}

}  // namespace

void refuse_calibration(const std::string& what) { throw Error(ExitCode::bad_data, "calibration: " + what); }

double number_at(const ordered_json& document, const char* key) { return finite_number(value_at(document, key), key); }

std::vector<double> numbers_at(const ordered_json& document, const char* key) {
  const ordered_json& values = value_at(document, key);
  if (!values.is_array() || values.empty()) refuse_calibration(std::string(key) + " is no list of numbers");
  std::vector<double> out;
  for (const auto& value : values) out.push_back(finite_number(value, key));
  return out;
}

}  // namespace trainyard::calibration
