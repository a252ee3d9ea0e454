#include "host/dataset/schema.hpp"

#include <algorithm>
#include <array>

#include "host/dataset/schema_document.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

// In the order of Role.
const std::array<std::string, 8> role_names{"feature", "target", "ignore", "weight", "timestamp", "group", "split", "id"};
constexpr std::array<std::string_view, 8> role_keys{"", "data.target", "", "data.weight", "data.timestamp", "split", "split.column", ""};

// YAML's double-quoted scalars take every JSON string as it is.
std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) list += (list.size() > 1 ? ", " : "") + quoted(text);
  return list + "]";
}

// The keys that few columns have, those with a value that says something.
std::vector<std::pair<std::string, nlohmann::json>> further_keys(const Field& field) {
  std::vector<std::pair<std::string, nlohmann::json>> keys;
  if (!field.pattern.empty()) keys.emplace_back("pattern", field.pattern);
  if (field.unique) keys.emplace_back("unique", true);
  if (!field.missing.empty()) keys.emplace_back("missing", field.missing);
  if (field.personal) keys.emplace_back("personal", true);
  if (field.single) keys.emplace_back("storage", "float32");
  if (field.decimal_comma) keys.emplace_back("decimal", ",");
  if (!field.unit.empty()) keys.emplace_back("unit", field.unit);
  if (!field.zone.empty()) keys.emplace_back("zone", field.zone);
  return keys;
}

}  // namespace

std::string_view role_name(Role role) { return role_names.at(static_cast<std::size_t>(role)); }

Role role_from_name(std::string_view name) {
  const auto found = std::find(role_names.begin(), role_names.end(), name);
  if (found == role_names.end()) throw Error(ExitCode::bad_config, "unknown role '" + std::string(name) + "'" + suggest(name, role_names));
  return static_cast<Role>(found - role_names.begin());
}

std::string_view role_key(Role role) { return role_keys.at(static_cast<std::size_t>(role)); }

std::string type_problem(const Field& field) {
  const std::string is = ", '" + field.name + "' is " + std::string(type_name(field.type));
  const bool number = field.type == ColumnType::integer || field.type == ColumnType::floating;
  if (field.role == Role::weight && !number) return "a weight is integer or float" + is;
  if (field.type == ColumnType::text && field.role != Role::id && field.role != Role::ignore) {
    return "a text column is for people: give it role id or ignore, or type category" + is;
  }
  if (field.role == Role::timestamp && !is_time(field.type)) {
    return "the time of a row is timestamp (ISO 8601, like 2012-10-01 or 2012-10-01T05:00:00Z)" + is;
  }
  if (field.role == Role::split && (field.type == ColumnType::floating || is_time(field.type))) {
    return "marks of test rows are category, integer or boolean" + is;
  }
  return {};
}

const Field* Schema::find(std::string_view name) const noexcept {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

nlohmann::ordered_json Schema::to_json() const {
  nlohmann::ordered_json document;
  document["missing"] = missing;
  document["fields"] = nlohmann::ordered_json::array();
  for (const Field& field : fields) {
    nlohmann::ordered_json entry;
    entry["name"] = field.name;
    entry["type"] = type_name(field.type);
    entry["role"] = role_name(field.role);
    if (field.required) entry["required"] = true;
    if (field.min) entry["min"] = *field.min;
    if (field.max) entry["max"] = *field.max;
    if (!field.allowed.empty()) entry["allowed"] = field.allowed;
    for (const auto& [key, value] : further_keys(field)) entry[key] = value;
    document["fields"].push_back(std::move(entry));
  }
  return document;
}

std::string Schema::to_yaml() const {
  std::string text =
      "# Columns of the table. type: integer | float | boolean | category | timestamp | date | text; role: feature | target | ignore |\n"
      "# weight | timestamp | group | split | id (those are stored and are no features).\n"
      "# Optional per field: required: true; unique: true; personal: true (its values are shown nowhere); min and max (numbers);\n"
      "# allowed: [...] (categories); pattern: a regular expression (categories and texts); missing: [...] (more spellings of no value);\n"
      "# storage: float32 (floats); decimal: \",\" (numbers); unit: s | ms | us | ns or zone: \"+02:00\" (timestamps).\n";
  text += "missing: " + quoted_list(missing) + "\nfields:\n";
  for (const Field& field : fields) {
    text += "  - {name: " + quoted(field.name) + ", type: " + std::string(type_name(field.type)) +
            ", role: " + std::string(role_name(field.role));
    if (field.required) text += ", required: true";
    if (field.min) text += ", min: " + nlohmann::json(*field.min).dump();
    if (field.max) text += ", max: " + nlohmann::json(*field.max).dump();
    if (!field.allowed.empty()) text += ", allowed: " + quoted_list(field.allowed);
    for (const auto& [key, value] : further_keys(field)) text += ", " + key + ": " + (value.is_array() ? quoted_list(value) : value.dump());
    text += "}\n";
  }
  return text;
}

Schema Schema::from_json(const nlohmann::ordered_json& document, const std::string& where) {
  std::vector<SchemaProblem> problems;
  Schema schema = read_schema(document, problems);
  report_problems(problems, [&](const std::string& pointer) { return where + ": " + (pointer.empty() ? "schema" : pointer.substr(1)); });
  return schema;
}

}  // namespace trainyard::dataset
