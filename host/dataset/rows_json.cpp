#include "host/dataset/rows_json.hpp"

#include <cmath>

#include "host/dataset/value.hpp"

namespace trainyard::dataset {
namespace {

using nlohmann::ordered_json;

ordered_json shown(const Column& column, std::size_t row) {
  if (column.is_category()) {
    const std::int32_t code = column.codes[row];
    return code < 0 ? ordered_json() : ordered_json((*column.dictionary)[static_cast<std::size_t>(code)]);
  }
  if (column.type == ColumnType::text) return column.texts[row].empty() ? ordered_json() : ordered_json(column.texts[row]);
  const double value = column.numbers[row];
  if (std::isnan(value)) return nullptr;
  if (is_time(column.type)) {
    const std::string text = format_timestamp(std::llround(value));
    return column.type == ColumnType::date ? text.substr(0, text.find('T')) : text;
  }
  if (column.type == ColumnType::boolean) return value != 0;
  if (column.type == ColumnType::integer) return std::llround(value);
  return value;
}

}  // namespace

ordered_json rows_json(const Table& table) {
  ordered_json rows = ordered_json::array();
  for (std::size_t row = 0; row < table.rows(); ++row) {
    ordered_json values = ordered_json::object();
    for (const Column& column : table.columns) {
      ordered_json value = shown(column, row);
      values[column.name] = column.personal && !value.is_null() ? ordered_json(personal_value) : std::move(value);
    }
    rows.push_back(std::move(values));
  }
  return rows;
}

}  // namespace trainyard::dataset
