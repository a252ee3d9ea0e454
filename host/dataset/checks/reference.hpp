// An earlier table to compare with: a profile.json, or a dataset's folder, which knows all its categories.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "host/dataset/checks/check.hpp"
#include "host/dataset/profile.hpp"

namespace trainyard::dataset::checks {

struct Reference {
  Profile profile;
  std::map<std::string, std::set<std::string>> categories;  ///< by column, of those whose values are all known

  /// Throws Error(no_input) or Error(bad_data) naming the file.
  static Reference read(const std::filesystem::path& path);
};

/// The item's column in its reference. When a check with this key does not suit what it was there, refuses if the column was asked for by
/// name, and is nullptr if not.
const ColumnProfile* reference_column(const CheckItem& item, const std::string& key, bool (*suits)(ColumnType), const std::string& what);
bool is_category(ColumnType type);
bool is_any(ColumnType type);

/// Fails: the column is of another type than in the reference.
std::unique_ptr<Check> type_changed(ColumnType is, ColumnType was);
/// Is not evaluated: the reference does not tell all values.
std::unique_ptr<Check> values_unknown(const ColumnProfile& was);

}  // namespace trainyard::dataset::checks
