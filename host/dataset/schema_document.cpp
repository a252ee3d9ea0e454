#include "host/dataset/schema_document.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <unordered_set>

#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

using Json = nlohmann::ordered_json;

const std::array<std::string, 7> field_keys{"name", "type", "role", "required", "min", "max", "allowed"};
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
    check_limits(field, at);
    return field;
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
      if (field.role == Role::feature || field.role == Role::ignore || taken.insert(field.role).second) continue;
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
