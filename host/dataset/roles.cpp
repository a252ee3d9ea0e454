#include "host/dataset/roles.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/source/header.hpp"

namespace trainyard::dataset {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The role that the request gives a field, or the field's own. A feature takes the request's; any other contradiction is a mistake.
Role agreed_role(const ShardRequest& request, const Field& field) {
  const auto roles = given_roles(request);
  const auto contradicted = [&](Role role, const std::string& named) {
    return Error(ExitCode::bad_config, "data.schema gives column '" + field.name + "' the role " + std::string(role_name(field.role)) +
                                           ", but " + std::string(role_key(role)) + " names " + named + "; make them agree");
  };
  for (const ColumnRole& given : roles) {
    if (given.column != field.name) continue;
    if (field.role != Role::feature && field.role != given.role) throw contradicted(given.role, "it");
    return given.role;
  }
  const bool untargeted = field.role == Role::target && request.target.empty();
  if (role_key(field.role).empty() || untargeted) return field.role;
  const auto other = std::find_if(roles.begin(), roles.end(), [&](const ColumnRole& given) { return given.role == field.role; });
  throw contradicted(field.role, other == roles.end() ? "no column" : "'" + other->column + "'");
}

}  // namespace

std::vector<ColumnRole> given_roles(const ShardRequest& request) {
  std::vector<ColumnRole> roles = request.roles;
  if (!request.target.empty()) roles.insert(roles.begin(), {request.target, Role::target});
  return roles;
}

void check_dropped(const ShardRequest& request) {
  for (const ColumnRole& given : given_roles(request)) {
    if (!contains(request.drop, given.column)) continue;
    throw Error(ExitCode::bad_config, "data.drop names the " + std::string(role_name(given.role)) + " '" + given.column + "'");
  }
}

void check_names(const ShardRequest& request, const std::vector<std::string>& known, const std::string& where) {
  const auto check = [&](const std::string& name, std::string_view key) {
    if (contains(known, name)) return;
    throw Error(ExitCode::bad_data, where + ": there is no column '" + name + "' (" + std::string(key) + ")" + suggest(name, known) +
                                        source::delimiter_hint(known, request.reading.csv.delimiter));
  };
  for (const ColumnRole& given : given_roles(request)) check(given.column, given.key.empty() ? role_key(given.role) : given.key);
  for (const std::string& name : request.drop) check(name, "data.drop");
}

void assign_roles(const ShardRequest& request, Schema& schema) {
  for (Field& field : schema.fields) {
    if (contains(request.drop, field.name)) field.role = Role::ignore;
    field.role = agreed_role(request, field);
  }
}

void check_roles(const ShardRequest& request, const Schema& schema, const std::string& where) {
  for (const Field& field : schema.fields) {
    const std::string why = type_problem(field);
    if (why.empty()) continue;
    const std::string key(role_key(field.role));
    if (request.schema) throw Error(ExitCode::bad_config, "data.schema: " + (key.empty() ? "" : key + ": ") + why);
    throw Error(ExitCode::bad_data, where + ": " + key + ": " + why + "; correct its values, or name another column");
  }
  if (std::none_of(schema.fields.begin(), schema.fields.end(), [](const Field& field) { return field.role != Role::ignore; })) {
    throw Error(ExitCode::bad_data, where + ": every column is dropped; nothing is left");
  }
}

}  // namespace trainyard::dataset
