// The schema of a table: names, types, roles, ranges, allowed values; inferred when absent, then held to.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/dataset/table.hpp"

namespace trainyard::dataset {

/// What a column is for. `ignore` columns are neither stored nor read; those after it are stored and are no features: the weight of the
/// row, its time, the group it must not be parted from, the mark that makes it a test row, and what names it for people. A row without its
/// weight, time or group is bad, and so is one with a negative weight; one without a mark is a training row.
enum class Role { feature, target, ignore, weight, timestamp, group, split, id };

/// A column to which a key of the config gives a role.
struct ColumnRole {
  std::string column;
  Role role = Role::feature;
  std::string key = {};  ///< of the config; empty: role_key() says enough
};

std::string_view role_name(Role role);
/// Throws Error(bad_config) on an unknown word, with the nearest known one.
Role role_from_name(std::string_view name);
/// The key that names the column of this role: "data.target", "data.weight", "data.timestamp", "split.column", or of several the section:
/// "split"; "" for feature and ignore.
std::string_view role_key(Role role);

struct Field {
  std::string name;
  ColumnType type = ColumnType::floating;
  Role role = Role::feature;
  bool required = false;             ///< a missing value makes the row bad (always so for the target)
  std::optional<double> min, max;    ///< inclusive; numbers only
  std::vector<std::string> allowed;  ///< categories only; empty: any
  std::string pattern;               ///< categories and texts only: ECMAScript regular expression that all of a value matches; empty: any
  bool unique = false;               ///< no value twice
  bool personal = false;             ///< values stay out of quarantine, reports, examples and logs
  bool single = false;               ///< float: stored, and so rounded, in 32 bits
  bool decimal_comma = false;        ///< numbers: "1.234,5" and "1234,5" are 1234.5; points part thousands
  std::vector<std::string> missing;  ///< spellings of "no value" besides the table's
  std::string unit;                  ///< timestamp: whole numbers are times since 1970 in s, ms, us or ns; empty: ISO 8601
  std::string zone;                  ///< timestamp: of times that state none, as "+02:00"; empty: UTC
};

/// Why a column of this type cannot have this role; "" when it can.
std::string type_problem(const Field& field);

struct Schema {
  std::vector<Field> fields;                                                                   ///< in the order of the first source file
  std::vector<std::string> missing = {"", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"};  ///< spellings of "no value"

  [[nodiscard]] const Field* find(std::string_view name) const noexcept;
  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws Error(bad_config) naming file, key and value.
  static Schema from_json(const nlohmann::ordered_json& document, const std::string& where);
  /// Reads YAML (or JSON) and checks it; every mistake is reported with line and column.
  static Schema load(const std::filesystem::path& path);
  /// YAML text, stable: the same schema gives the same bytes.
  [[nodiscard]] std::string to_yaml() const;
};

}  // namespace trainyard::dataset
