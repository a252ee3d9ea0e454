#include "host/features/time_order.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <tuple>

namespace trainyard::features {
namespace {

constexpr std::uint64_t missing_value = std::numeric_limits<std::uint64_t>::max();  // as a double, a NaN that no column holds

template <class T>
std::vector<T> pick(const std::vector<T>& from, std::span<const std::int64_t> rows, const T& missing) {
  std::vector<T> picked;
  if (from.empty()) return std::vector<T>(rows.size(), missing);
  picked.reserve(rows.size());
  for (const std::int64_t row : rows) picked.push_back(row == no_row ? missing : from[static_cast<std::size_t>(row)]);
  return picked;
}

}  // namespace

std::size_t GroupNumbers::PairHash::operator()(const std::pair<std::int32_t, std::uint64_t>& pair) const noexcept {
  std::uint64_t mixed = (pair.second ^ static_cast<std::uint64_t>(pair.first)) * 0x9E3779B97F4A7C15U;
  mixed ^= mixed >> 32;
  return static_cast<std::size_t>(mixed * 0x9E3779B97F4A7C15U);
}

std::uint64_t GroupNumbers::text_number(const std::string& text) { return texts_.try_emplace(text, texts_.size()).first->second; }

std::vector<std::uint64_t> GroupNumbers::values(const dataset::Column& column) {
  std::vector<std::uint64_t> out;
  out.reserve(column.rows());
  if (column.is_category()) {
    std::vector<std::uint64_t> number_of;
    for (const std::string& text : *column.dictionary) number_of.push_back(text_number(text));
    for (const std::int32_t code : column.codes) out.push_back(code < 0 ? missing_value : number_of[static_cast<std::size_t>(code)]);
  } else if (column.type == dataset::ColumnType::text) {
    for (const std::string& text : column.texts) out.push_back(text.empty() ? missing_value : text_number(text));
  } else {
    for (const double number : column.numbers) {
      out.push_back(std::isnan(number) ? missing_value : std::bit_cast<std::uint64_t>(number + 0.0));  // -0 is 0
    }
  }
  return out;
}

std::vector<std::int32_t> GroupNumbers::of(const dataset::Table& table, const std::vector<std::string>& columns) {
  std::vector<std::int32_t> groups(table.rows(), 0);
  for (const std::string& name : columns) {
    const auto keys = values(*table.find(name));
    for (std::size_t row = 0; row < groups.size(); ++row) {
      if (groups[row] == none) continue;
      groups[row] = keys[row] == missing_value
                        ? none
                        : pairs_.try_emplace({groups[row], keys[row]}, static_cast<std::int32_t>(pairs_.size()) + 1).first->second;
    }
  }
  return groups;
}

std::vector<TimedRow> time_order(const dataset::Table& table, std::span<const std::int32_t> groups, const std::string& time) {
  const auto& times = table.find(time)->numbers;
  std::vector<TimedRow> rows;
  rows.reserve(groups.size());
  for (std::size_t row = 0; row < groups.size(); ++row) {
    if (groups[row] == GroupNumbers::none || std::isnan(times[row])) continue;
    rows.push_back({.group = groups[row], .row = static_cast<std::uint32_t>(row), .time = times[row]});
  }
  std::ranges::sort(rows, {}, [](const TimedRow& row) { return std::tuple(row.group, row.time, row.row); });
  return rows;
}

dataset::Column pick_rows(const dataset::Column& from, std::span<const std::int64_t> rows, const std::string& name) {
  dataset::Column column{.name = name, .type = from.type, .numbers = {}, .codes = {}, .dictionary = from.dictionary, .texts = {}};
  column.personal = from.personal;
  if (from.is_category()) {
    column.codes = pick(from.codes, rows, std::int32_t{-1});
  } else {
    column.numbers = pick(from.numbers, rows, std::numeric_limits<double>::quiet_NaN());
  }
  return column;
}

}  // namespace trainyard::features
