// The declarations as a JSON Schema (draft 2020-12).
#include "host/config/config.hpp"
#include "host/config/scalar.hpp"
#include "host/config/sections/section.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;
using Kind = Option::Kind;

// A whole number without ".0".
ordered_json limit(double value) {
  const auto whole = parse_integer(number_text(value));
  return whole ? ordered_json(*whole) : ordered_json(value);
}

void add_range(const Option& option, ordered_json& schema, const char* low, const char* high) {
  if (option.low) schema[low] = limit(*option.low);
  if (option.high) schema[high] = limit(*option.high);
}

ordered_json of(const Option& option);

void add_object(const Option& option, ordered_json& schema) {
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  ordered_json required = ordered_json::array();
  for (const Key& key : option.keys) {
    schema["properties"][key.name] = of(key.option);
    if (key.option.is_required) required.push_back(key.name);
  }
  if (!required.empty()) schema["required"] = std::move(required);
}

void add_alternatives(const Option& option, ordered_json& schema, const char* keyword) {
  for (const Option& part : option.parts) schema[keyword].push_back(of(part));
}

// An unquoted word may look like a number or a boolean to a YAML reader; a text option takes it as it is written.
void add_text(const Option& option, ordered_json& schema) {
  schema["type"] = {"string", "number", "boolean"};
  add_range(option, schema, "minLength", "maxLength");
  if (!option.pattern.empty()) schema["pattern"] = option.pattern;
}

void add_shape(const Option& option, ordered_json& schema) {
  switch (option.kind) {
    case Kind::object:
      return add_object(option, schema);
    case Kind::map:
      schema["type"] = "object";
      schema["propertyNames"] = {{"minLength", 1}, {"maxLength", 200}};
      if (!option.pattern.empty()) schema["propertyNames"]["pattern"] = option.pattern;
      add_range(option, schema, "minProperties", "maxProperties");
      schema["additionalProperties"] = of(option.element());
      return;
    case Kind::list:
      schema["type"] = "array";
      add_range(option, schema, "minItems", "maxItems");
      if (option.items_distinct) schema["uniqueItems"] = true;
      schema["items"] = of(option.element());
      return;
    case Kind::text:
      return add_text(option, schema);
    case Kind::integer:
    case Kind::number:
      schema["type"] = option.kind == Kind::integer ? "integer" : "number";
      return add_range(option, schema, "minimum", option.high_excluded ? "exclusiveMaximum" : "maximum");
    case Kind::boolean:
      schema["type"] = "boolean";
      return;
    case Kind::choice:
      schema["enum"] = option.words;
      return;
    case Kind::duration:
      schema["type"] = {"string", "number"};
      schema["pattern"] = duration_pattern;
      return add_range(option, schema, "minimum", "maximum");
    case Kind::bytes:
      schema["type"] = {"string", "integer"};
      schema["pattern"] = bytes_pattern;
      return add_range(option, schema, "minimum", "maximum");
    case Kind::scalar:
      schema["type"] = {"string", "number", "boolean"};
      return;
    case Kind::either:
      return add_alternatives(option, schema, "anyOf");
    case Kind::variant:
      return add_alternatives(option, schema, "oneOf");
  }
}

ordered_json of(const Option& option) {
  ordered_json schema = ordered_json::object();
  std::string about = option.about;
  if (!option.unit_name.empty()) about += " (" + option.unit_name + ")";
  if (!option.absence.empty()) about += (about.empty() ? "Absent: " : ". Absent: ") + option.absence;
  if (!about.empty()) schema["description"] = about;
  add_shape(option, schema);
  if (option.default_value) schema["default"] = *option.default_value;
  return schema;
}

}  // namespace

ordered_json json_schema() {
  ordered_json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Trainyard config"}};
  schema.update(of(root_option()));
  return schema;
}

}  // namespace trainyard::config
