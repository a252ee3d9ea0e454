#include "host/dataset/table.hpp"

#include <algorithm>
#include <array>

#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

// In the order of ColumnType.
const std::array<std::string, 7> names{"integer", "float", "boolean", "category", "timestamp", "date", "text"};

}  // namespace

std::string_view type_name(ColumnType type) { return names.at(static_cast<std::size_t>(type)); }

ColumnType type_from_name(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw Error(ExitCode::bad_config, "unknown column type '" + std::string(name) + "'" + suggest(name, names));
  return static_cast<ColumnType>(found - names.begin());
}

const Column* Table::find(std::string_view name) const noexcept {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

}  // namespace trainyard::dataset
