#include "host/dataset/quality.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "host/dataset/for_each_column.hpp"
#include "host/dataset/value.hpp"

namespace trainyard::dataset {
namespace {

using nlohmann::ordered_json;

ordered_json value_json(ColumnType type, double value) {
  if (is_time(type)) return format_timestamp(std::llround(value));
  if (type == ColumnType::integer) return std::llround(value);
  return value;
}

}  // namespace

Quality::Quality(std::vector<Field> fields, int threads) : fields_(std::move(fields)), columns_(fields_.size()), threads_(threads) {}

void Quality::add(Column& column, double value, std::size_t most) {
  column.least = column.present == 0 ? value : std::min(column.least, value);
  column.greatest = column.present == 0 ? value : std::max(column.greatest, value);
  ++column.present;
  const double total = column.sum + value;
  column.lost += std::abs(column.sum) >= std::abs(value) ? (column.sum - total) + value : (value - total) + column.sum;
  column.sum = total;
  if (column.more_distinct) return;
  column.distinct.insert(std::bit_cast<std::uint64_t>(value + 0.0));  // -0 counts as 0
  column.more_distinct = column.distinct.size() > most;
}

void Quality::add(const Batch& batch) {
  rows_ += batch.rows();
  for_each_column(fields_.size(), fields_.size() * batch.rows(), threads_, [&](std::size_t i) {
    const bool category = fields_[i].type == ColumnType::category;
    const std::size_t most = category ? std::numeric_limits<std::size_t>::max() : most_distinct;
    std::visit(
        [&](const auto& values) {
          for (const auto& value : values) {
            if (is_missing(value)) {
              ++columns_[i].missing;
            } else if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
              ++columns_[i].present;
            } else {
              add(columns_[i], static_cast<double>(value), most);
            }
          }
        },
        batch.columns[i]);
  });
}

void Quality::add(const BadRow& row) {
  ++bad_;
  if (first_bad_.size() < most_bad_rows) first_bad_.push_back(row);
}

std::vector<std::string> Quality::constant_columns() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (columns_[i].distinct.size() == 1 && columns_[i].missing == 0) names.push_back(fields_[i].name);
  }
  return names;
}

std::vector<std::string> Quality::empty_columns() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (columns_[i].present == 0) names.push_back(fields_[i].name);
  }
  return names;
}

ordered_json Quality::describe_column(const Field& field, const Column& column) {
  ordered_json entry = {
      {"name", field.name}, {"type", type_name(field.type)}, {"role", role_name(field.role)}, {"missing", column.missing}};
  entry[column.more_distinct ? "distinct_at_least" : "distinct"] = column.distinct.size();
  if (field.type == ColumnType::category || field.type == ColumnType::text || column.present == 0) return entry;
  const double mean = (column.sum + column.lost) / static_cast<double>(column.present);
  entry["min"] = value_json(field.type, column.least);
  entry["max"] = value_json(field.type, column.greatest);
  entry["mean"] = is_time(field.type) ? value_json(field.type, mean) : ordered_json(mean);
  return entry;
}

ordered_json Quality::report(const std::vector<std::string>& files) const {
  ordered_json report = {{"rows", rows_}, {"bad", bad_}};
  report["columns"] = ordered_json::array();
  for (std::size_t i = 0; i < fields_.size(); ++i) report["columns"].push_back(describe_column(fields_[i], columns_[i]));
  report["bad_rows"] = ordered_json::array();
  for (const BadRow& row : first_bad_) {
    report["bad_rows"].push_back({{"source", files.at(row.source)},
                                  {"line", row.line},
                                  {"row", row.number},
                                  {"column", row.column},
                                  {"value", row.value},
                                  {"reason", row.reason}});
  }
  report["warnings"] = warnings_;
  return report;
}

}  // namespace trainyard::dataset
