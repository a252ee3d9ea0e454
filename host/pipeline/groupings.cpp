#include "host/pipeline/groupings.hpp"

#include <cmath>

#include "host/dataset/csv_text.hpp"
#include "host/dataset/pick.hpp"
#include "host/dataset/value.hpp"

namespace trainyard::pipeline {
namespace {

constexpr std::size_t kBins = 5;

std::string value_text(dataset::ColumnType type, double value) {
  if (type == dataset::ColumnType::boolean) return value != 0 ? "true" : "false";
  if (dataset::is_time(type)) return dataset::format_timestamp(static_cast<std::int64_t>(value));
  return dataset::csv_number(value);
}

evaluate::Grouping shown(const dataset::Column& column, std::span<const std::uint32_t> rows) {
  if (!column.is_category()) {
    return evaluate::group_numbers(column.name, dataset::pick(column.numbers, rows), kBins,
                                   [&](double value) { return value_text(column.type, value); });
  }
  std::vector<std::int32_t> codes;
  codes.reserve(rows.size());
  for (const std::uint32_t row : rows) codes.push_back(column.codes[row]);
  return evaluate::group_categories(column.name, codes, *column.dictionary);
}

}  // namespace

evaluate::Grouping grouping_of(const dataset::Column& column, std::span<const std::uint32_t> rows) {
  evaluate::Grouping grouping = shown(column, rows);
  for (std::size_t g = 0; column.personal && g < grouping.labels.size(); ++g) {
    grouping.labels[g] = std::string(dataset::personal_value) + " " + std::to_string(g + 1);
  }
  return grouping;
}

}  // namespace trainyard::pipeline
