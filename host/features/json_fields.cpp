#include "host/features/json_fields.hpp"

#include <cmath>

#include "host/error/error.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

JsonFields::JsonFields(const Json& object, std::string path) : object_(object), path_(std::move(path)) {
  if (!object_.is_object()) {
    throw Error(ExitCode::bad_data,
                "transform" + (path_.empty() ? "" : ": " + path_) + ": expected an object, found " + object_.type_name());
  }
}

std::string JsonFields::text(const std::string& key) {
  const Json& value = field(key);
  if (!value.is_string()) refuse(key, std::string("expected a text, found ") + value.type_name());
  return value.get<std::string>();
}

bool JsonFields::boolean(const std::string& key) {
  const Json& value = field(key);
  if (!value.is_boolean()) refuse(key, std::string("expected true or false, found ") + value.type_name());
  return value.get<bool>();
}

double JsonFields::number(const std::string& key) {
  const Json& value = field(key);
  if (!value.is_number() || !std::isfinite(value.get<double>()))
    refuse(key, std::string("expected a finite number, found ") + value.type_name());
  return value.get<double>();
}

std::optional<double> JsonFields::number_or(const std::string& key, const std::string& word) {
  if (field(key) == word) return std::nullopt;
  return number(key);
}

std::int64_t JsonFields::whole_number(const std::string& key) {
  const Json& value = field(key);
  if (!value.is_number_integer() || value.get<std::int64_t>() < 0) refuse(key, "expected a whole number from 0 on");
  return value.get<std::int64_t>();
}

std::vector<std::string> JsonFields::texts(const std::string& key) {
  std::vector<std::string> values;
  for (const Json& value : list(key)) {
    if (!value.is_string()) refuse(key, std::string("expected texts, found ") + value.type_name());
    values.push_back(value.get<std::string>());
  }
  return values;
}

std::vector<double> JsonFields::numbers(const std::string& key) {
  std::vector<double> values;
  for (const Json& value : list(key)) {
    if (!value.is_number() || !std::isfinite(value.get<double>())) refuse(key, "expected finite numbers, found " + value.dump());
    values.push_back(value.get<double>());
  }
  return values;
}

const Json& JsonFields::list(const std::string& key) {
  const Json& value = field(key);
  if (!value.is_array()) refuse(key, std::string("expected a list, found ") + value.type_name());
  return value;
}

const Json& JsonFields::object(const std::string& key) {
  const Json& value = field(key);
  if (!value.is_object()) refuse(key, std::string("expected an object, found ") + value.type_name());
  return value;
}

std::string JsonFields::path(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }

void JsonFields::end() const {
  for (const auto& [key, value] : object_.items()) {
    if (!asked_.contains(key)) refuse(key, "unknown field");
  }
}

void JsonFields::refuse(const std::string& key, const std::string& message) const {
  throw Error(ExitCode::bad_data, "transform: " + path(key) + ": " + message);
}

const Json& JsonFields::field(const std::string& key) {
  const auto found = object_.find(key);
  if (found == object_.end()) refuse(key, "is missing");
  asked_.insert(key);
  return *found;
}

}  // namespace trainyard::features
