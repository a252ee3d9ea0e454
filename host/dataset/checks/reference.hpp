// An earlier table to compare with: a profile.json, or a dataset's folder, which knows all its categories.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
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
bool is_any(ColumnType type);

using MakeOfCategories = std::function<std::unique_ptr<Check>(std::size_t column, const std::set<std::string>& known, std::uint64_t most)>;
/// The check with this key, whose value is the greatest count allowed, of a category column against all values that its reference knows.
/// Where they cannot be compared: as reference_column(); it fails when the column is of another type now, and is not evaluated when the
/// reference does not tell all values.
std::unique_ptr<Check> compare_categories(const CheckItem& item, const std::string& key, const MakeOfCategories& make);

/// Fails: the column is of another type than in the reference.
std::unique_ptr<Check> type_changed(ColumnType is, ColumnType was);

}  // namespace trainyard::dataset::checks
