#include "host/bundle/examples.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "host/error/error.hpp"

namespace trainyard::bundle {
namespace {

using nlohmann::ordered_json;

ordered_json cell(const dataset::Column& column, std::uint32_t row) {
  if (column.is_category()) {
    const std::int32_t code = column.codes[row];
    return code < 0 ? ordered_json(nullptr) : ordered_json((*column.dictionary)[static_cast<std::size_t>(code)]);
  }
  const double value = column.numbers[row];
  return std::isnan(value) ? ordered_json(nullptr) : ordered_json(value);
}

[[noreturn]] void refuse(const std::string& column, const std::string& why) {
  throw Error(ExitCode::bad_data, "bundle: example column '" + column + "' " + why + "; the bundle is damaged, export it again");
}

dataset::Column category_column(const std::string& name, const ordered_json& rows) {
  dataset::Column column{
      .name = name, .type = dataset::ColumnType::category, .numbers = {}, .codes = {}, .dictionary = nullptr, .texts = {}};
  dataset::Dictionary words;
  std::map<std::string, std::int32_t> code_of;
  for (const auto& row : rows) {
    const auto& value = row.at(name);
    if (value.is_null()) {
      column.codes.push_back(-1);
      continue;
    }
    if (!value.is_string()) refuse(name, "holds " + value.dump() + " where text is expected");
    const auto [at, is_new] = code_of.try_emplace(value.get<std::string>(), static_cast<std::int32_t>(words.size()));
    if (is_new) words.push_back(at->first);
    column.codes.push_back(at->second);
  }
  column.dictionary = std::make_shared<const dataset::Dictionary>(std::move(words));
  return column;
}

dataset::Column number_column(const std::string& name, dataset::ColumnType type, const ordered_json& rows) {
  dataset::Column column{.name = name, .type = type, .numbers = {}, .codes = {}, .dictionary = nullptr, .texts = {}};
  for (const auto& row : rows) {
    const auto& value = row.at(name);
    if (!value.is_null() && !value.is_number()) refuse(name, "holds " + value.dump() + " where a number is expected");
    column.numbers.push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>());
  }
  return column;
}

}  // namespace

ordered_json examples_json(const dataset::Table& table, const dataset::Schema& schema, std::span<const std::string> columns,
                           std::span<const std::uint32_t> rows) {
  ordered_json out = {{"rows", ordered_json::array()}};
  const auto is_personal = [&](const std::string& name) {
    const dataset::Field* field = schema.find(name);
    return field != nullptr && field->personal;
  };
  for (const std::uint32_t row : rows) {
    ordered_json values = ordered_json::object();
    for (const auto& name : columns) values[name] = is_personal(name) ? ordered_json() : cell(*table.find(name), row);
    out["rows"].push_back(std::move(values));
  }
  return out;
}

ordered_json predictions_json(const models::Predictions& predictions) {
  ordered_json out = ordered_json::array();
  for (std::size_t i = 0; i < predictions.rows; ++i) out.push_back(predictions.row(i));
  return out;
}

ordered_json bounds_json(const calibration::Bounds& bounds) {
  const auto end = [](float value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr); };
  ordered_json out = ordered_json::array();
  for (std::size_t i = 0; i < bounds.lower.size(); ++i) out.push_back({end(bounds.lower[i]), end(bounds.upper[i])});
  return out;
}

dataset::Table examples_table(const ordered_json& examples, const dataset::Schema& schema, std::span<const std::string> columns) {
  const auto& rows = examples.at("rows");
  dataset::Table table;
  for (const auto& name : columns) {
    const dataset::Field* field = schema.find(name);
    if (field == nullptr) refuse(name, "is not in the schema");
    if (!std::ranges::all_of(rows, [&](const ordered_json& row) { return row.contains(name); })) refuse(name, "is missing in a row");
    table.columns.push_back(field->type == dataset::ColumnType::category ? category_column(name, rows)
                                                                         : number_column(name, field->type, rows));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) table.ids.push_back({.source = 0, .number = i});
  return table;
}

}  // namespace trainyard::bundle
