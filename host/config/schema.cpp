// The declarations as a JSON Schema (draft 2020-12).
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <regex>
#include <sstream>

#include "host/config/config.hpp"
#include "host/config/scalar.hpp"
#include "host/config/sections/section.hpp"
#include "host/models/model.hpp"

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

// An unquoted word may be a number or a boolean to a YAML reader; a text option takes it as it is written, where it matches.
void add_text(const Option& option, ordered_json& schema) {
  const auto matches = [&](const char* word) { return option.pattern.empty() || std::regex_search(word, std::regex(option.pattern)); };
  schema["type"] = {"string"};
  if (matches("1")) schema["type"].push_back("number");
  if (matches("1") && !matches("-1")) schema["minimum"] = 0;
  if (matches("true")) schema["type"].push_back("boolean");
  if (option.low > 0) schema["minLength"] = limit(*option.low);
  if (option.high) schema["maxLength"] = limit(*option.high);
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
      schema["maximum"] = std::int64_t{1} << 53;
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

// One hyperparameter as its family declares it.
ordered_json of(const models::ParamSpec& spec) {
  ordered_json schema = {{"description", spec.doc}};
  if (spec.type == "int" || spec.type == "float") {
    schema["type"] = spec.type == "int" ? "integer" : "number";
    if (std::isfinite(spec.min)) schema["minimum"] = limit(spec.min);
    if (std::isfinite(spec.max) || spec.type == "int") schema["maximum"] = limit(std::min(spec.max, 2147483647.0));
  } else if (spec.type == "bool" || spec.type == "text") {
    schema["type"] = spec.type == "bool" ? "boolean" : "string";
  } else {
    std::istringstream words(spec.type);
    for (std::string word; std::getline(words, word, '|');) schema["enum"].push_back(word);
  }
  if (!spec.fallback.is_null()) schema["default"] = spec.fallback;
  return schema;
}

// Holds model.params and search.space to the parameters of the family that model.type names; the default family where it names none.
void add_family(const models::Family& family, ordered_json& schema) {
  ordered_json params = {{"properties", ordered_json::object()}, {"additionalProperties", false}};
  ordered_json space = params;
  for (const models::ParamSpec& spec : family.params()) {
    const std::string name = family.name() + "." + spec.name;
    const ordered_json value = {{"$ref", "#/$defs/" + name}};
    const ordered_json values = {{"items", value}};
    schema["$defs"][name] = of(spec);
    schema["$defs"][name + ".tried"] = {{"properties", {{"int", values}, {"float", values}, {"categorical", values}}}};
    std::vector<std::string> spellings = spec.aliases;
    spellings.insert(spellings.begin(), spec.name);
    for (const std::string& spelling : spellings) {
      params["properties"][spelling] = value;
      space["properties"][spelling] = {{"$ref", "#/$defs/" + name + ".tried"}};
    }
  }
  ordered_json condition = {{"properties", {{"model", {{"properties", {{"type", {{"const", family.name()}}}}}}}}}};
  if (&family != models::families().front()) {
    condition["properties"]["model"]["required"] = {"type"};
    condition["required"] = {"model"};
  }
  // Names with dots are keys of the config; with model.type among them, parameters may be another family's.
  space["patternProperties"] = {{"[.]", ordered_json::object()}};
  space = {{"if", {{"not", {{"required", {"model.type"}}}}}}, {"then", space}};
  const ordered_json then = {{"model", {{"properties", {{"params", params}}}}}, {"search", {{"properties", {{"space", space}}}}}};
  schema["allOf"].push_back({{"if", condition}, {"then", {{"properties", then}}}});
}

}  // namespace

ordered_json json_schema() {
  ordered_json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Trainyard config"}};
  schema.update(of(root_option()));
  for (const models::Family* family : models::families()) add_family(*family, schema);
  return schema;
}

}  // namespace trainyard::config
