#include "host/dataset/schema_document.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <unordered_set>

#include "host/dataset/pattern.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

using Json = nlohmann::ordered_json;

const std::array<std::string, 15> field_keys{"name",   "type",    "role",     "required", "min",     "max",  "allowed", "pattern",
                                             "unique", "missing", "personal", "storage",  "decimal", "unit", "zone"};
const std::array<std::string, 2> storages{"float64", "float32"};
const std::array<std::string, 2> decimals{".", ","};
const std::array<std::string, 4> units{"s", "ms", "us", "ns"};
const std::array<std::string, 2> schema_keys{"missing", "fields"};

/// Walks the document and collects what is wrong with it.
class Reader {
 public:
  explicit Reader(std::vector<SchemaProblem>& problems) : problems_(problems) {}

  Schema read(const Json& document) {
    Schema schema;
    if (!document.is_object()) {
      problem("", "expected a mapping with `fields`");
      return schema;
    }
    check_keys(document, "", schema_keys);
    if (document.contains("missing")) schema.missing = texts(document["missing"], "/missing");
    if (!document.contains("fields") || !document["fields"].is_array() || document["fields"].empty()) {
      problem("/fields", "expected a list of columns, each with `name` and `type`");
      return schema;
    }
    for (std::size_t i = 0; i < document["fields"].size(); ++i) {
      schema.fields.push_back(field(document["fields"][i], "/fields/" + std::to_string(i)));
    }
    check_fields(schema);
    return schema;
  }

 private:
  void problem(const std::string& pointer, const std::string& message) { problems_.push_back({pointer, message}); }

  void check_keys(const Json& object, const std::string& at, std::span<const std::string> known) {
    for (const auto& [key, value] : object.items()) {
      if (std::find(known.begin(), known.end(), key) == known.end())
        problem(at + "/" + key, "unknown key '" + key + "'" + suggest(key, known));
    }
  }

  std::string text(const Json& value, const std::string& at) {
    if (value.is_string()) return value.get<std::string>();
    problem(at, "expected text, found " + value.dump());
    return {};
  }

  std::vector<std::string> texts(const Json& value, const std::string& at) {
    std::vector<std::string> list;
    if (!value.is_array()) problem(at, "expected a list of texts");
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) list.push_back(text(value[i], at + "/" + std::to_string(i)));
    return list;
  }

  std::optional<double> number(const Json& value, const std::string& at) {
    if (value.is_number()) return value.get<double>();
    if (value.is_string()) {
      if (const auto parsed = parse_float(value.get_ref<const std::string&>()); parsed.ok()) return parsed.value;
    }
    problem(at, "expected a number, found " + value.dump());
    return std::nullopt;
  }

  bool boolean(const Json& value, const std::string& at) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_string()) {
      if (const auto parsed = parse_boolean(value.get_ref<const std::string&>()); parsed.ok()) return parsed.value;
    }
    problem(at, "expected true or false, found " + value.dump());
    return false;
  }

  Field field(const Json& entry, const std::string& at) {
    Field field;
    if (!entry.is_object()) {
      problem(at, "expected a mapping with `name` and `type`");
      return field;
    }
    check_keys(entry, at, field_keys);
    for (const char* key : {"name", "type"}) {
      if (!entry.contains(key)) problem(at, std::string("`") + key + "` is missing");
    }
    if (entry.contains("name")) field.name = text(entry["name"], at + "/name");
    if (entry.contains("type")) field.type = type(text(entry["type"], at + "/type"), at + "/type");
    if (entry.contains("role")) field.role = role(text(entry["role"], at + "/role"), at + "/role");
    if (entry.contains("required")) field.required = boolean(entry["required"], at + "/required");
    if (entry.contains("min")) field.min = number(entry["min"], at + "/min");
    if (entry.contains("max")) field.max = number(entry["max"], at + "/max");
    if (entry.contains("allowed")) field.allowed = texts(entry["allowed"], at + "/allowed");
    read_spelling(entry, at, field);
    check_limits(field, at);
    check_texts(field, at);
    return field;
  }

  // One of a few words.
  std::string word(const Json& value, const std::string& at, std::span<const std::string> known) {
    const std::string given = text(value, at);
    if (value.is_string() && std::find(known.begin(), known.end(), given) == known.end()) {
      problem(at, "unknown value '" + given + "'" + suggest(given, known));
    }
    return given;
  }

  // How values are written, stored and shown.
  void read_spelling(const Json& entry, const std::string& at, Field& field) {
    const bool whole = field.type == ColumnType::integer, real = field.type == ColumnType::floating;
    const std::string is = ", this one is " + std::string(type_name(field.type));
    if (entry.contains("pattern")) field.pattern = text(entry["pattern"], at + "/pattern");
    if (entry.contains("unique")) field.unique = boolean(entry["unique"], at + "/unique");
    if (entry.contains("missing")) field.missing = texts(entry["missing"], at + "/missing");
    if (entry.contains("personal")) field.personal = boolean(entry["personal"], at + "/personal");
    if (entry.contains("storage")) {
      field.single = word(entry["storage"], at + "/storage", storages) == "float32";
      if (!real) problem(at + "/storage", "storage is for float columns" + is);
    }
    if (entry.contains("decimal")) {
      field.decimal_comma = word(entry["decimal"], at + "/decimal", decimals) == ",";
      if (!whole && !real) problem(at + "/decimal", "decimal is for integer and float columns" + is);
    }
    if (entry.contains("unit")) {
      field.unit = word(entry["unit"], at + "/unit", units);
      if (field.type != ColumnType::timestamp) problem(at + "/unit", "unit is for timestamp columns" + is);
    }
    if (entry.contains("zone")) {
      field.zone = text(entry["zone"], at + "/zone");
      check_zone(field, at + "/zone");
      if (field.type != ColumnType::timestamp) problem(at + "/zone", "zone is for timestamp columns" + is);
    }
  }

  void check_zone(const Field& field, const std::string& at) {
    // What a time with this zone would be says whether it is one.
    const bool offset = field.zone == "Z" || (field.zone.size() == 6 && field.zone.find(':') == 3);
    if (!offset || !parse_timestamp("2000-01-01T00:00:00" + field.zone).ok()) {
      problem(at, "'" + field.zone + "' is no zone; write Z or an offset like +02:00");
    }
    if (!field.unit.empty()) problem(at, "zone is for times written as text, this one is counted in " + field.unit);
  }

  void check_texts(const Field& field, const std::string& at) {
    const std::string type(type_name(field.type));
    if (!field.pattern.empty() && field.type != ColumnType::category && field.type != ColumnType::text) {
      problem(at + "/pattern", "pattern is for category and text columns, this one is " + type);
    }
    try {
      const Pattern compiled(field.pattern);
    } catch (const Error& error) {
      problem(at + "/pattern", error.what());
    }
    if (field.unique && field.role == Role::ignore)
      problem(at + "/unique", "a column with role ignore is not read; give it another role, like id");
  }

  ColumnType type(const std::string& name, const std::string& at) {
    try {
      return type_from_name(name);
    } catch (const Error& error) {
      problem(at, error.what());
      return ColumnType::floating;
    }
  }

  Role role(const std::string& name, const std::string& at) {
    try {
      return role_from_name(name);
    } catch (const Error& error) {
      problem(at, error.what());
      return Role::feature;
    }
  }

  void check_limits(const Field& field, const std::string& at) {
    const bool is_number = field.type == ColumnType::integer || field.type == ColumnType::floating;
    const std::string type(type_name(field.type));
    if (field.min && !is_number) problem(at + "/min", "min is for integer and float columns, this one is " + type);
    if (field.max && !is_number) problem(at + "/max", "max is for integer and float columns, this one is " + type);
    if (field.min && field.max && *field.min > *field.max) {
      problem(at + "/min", "min (" + Json(*field.min).dump() + ") is above max (" + Json(*field.max).dump() + ")");
    }
    if (!field.allowed.empty() && field.type != ColumnType::category) {
      problem(at + "/allowed", "allowed is for category columns, this one is " + type);
    }
    if (const std::string why = type_problem(field); !why.empty()) problem(at + "/role", why);
  }

  void check_fields(const Schema& schema) {
    std::unordered_set<std::string> names;
    std::set<Role> taken;
    for (std::size_t i = 0; i < schema.fields.size(); ++i) {
      const Field& field = schema.fields[i];
      const std::string at = "/fields/" + std::to_string(i);
      if (!names.insert(field.name).second) problem(at + "/name", "column '" + field.name + "' is named twice");
      const bool many = field.role == Role::feature || field.role == Role::ignore || field.role == Role::id;
      if (many || taken.insert(field.role).second) continue;
      problem(at + "/role", "a second " + std::string(role_name(field.role)) + "; a table has one");
    }
  }

  std::vector<SchemaProblem>& problems_;
};

}  // namespace

Schema read_schema(const Json& document, std::vector<SchemaProblem>& problems) { return Reader(problems).read(document); }

void report_problems(const std::vector<SchemaProblem>& problems, const std::function<std::string(const std::string&)>& place) {
  if (problems.empty()) return;
  std::string message;
  for (const SchemaProblem& problem : problems) message += (message.empty() ? "" : "\n") + place(problem.pointer) + ": " + problem.message;
  throw Error(ExitCode::bad_config, message);
}

}  // namespace trainyard::dataset
