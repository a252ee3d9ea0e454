// The schema of a table: names, types, roles, ranges, allowed values; inferred when absent, then held to.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/dataset/table.hpp"

namespace trainyard::dataset {

/// What a column is for. `ignore` columns are neither stored nor read.
enum class Role { feature, target, ignore };

struct Field {
  std::string name;
  ColumnType type = ColumnType::floating;
  Role role = Role::feature;
  bool required = false;             ///< a missing value makes the row bad (always so for the target)
  std::optional<double> min, max;    ///< inclusive; numbers only
  std::vector<std::string> allowed;  ///< categories only; empty: any
};

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
