#include "host/dataset/table.hpp"

#include <algorithm>
#include <array>

#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

// In the order of ColumnType.
const std::array<std::string, 7> type_names{"integer", "float", "boolean", "category", "timestamp", "date", "text"};

}  // namespace

std::string_view type_name(ColumnType type) { return type_names.at(static_cast<std::size_t>(type)); }

ColumnType type_from_name(std::string_view name) {
  const auto found = std::find(type_names.begin(), type_names.end(), name);
  if (found == type_names.end())
    throw Error(ExitCode::bad_config, "unknown column type '" + std::string(name) + "'" + suggest(name, type_names));
  return static_cast<ColumnType>(found - type_names.begin());
}

const Column* Table::find(std::string_view name) const noexcept {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

}  // namespace trainyard::dataset
