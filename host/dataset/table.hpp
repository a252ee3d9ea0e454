// A typed table in memory: what a dataset, a file to predict, and the fitted transform exchange.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::dataset {

/// `date` is a timestamp without a time of day; `text` is kept as it is, row by row: identifiers and prose, never a feature.
enum class ColumnType { integer, floating, boolean, category, timestamp, date, text };

/// "integer", "float", "boolean", "category", "timestamp", "date", "text".
std::string_view type_name(ColumnType type);
/// Throws Error(bad_config) on an unknown word, with the nearest known one.
ColumnType type_from_name(std::string_view name);
/// Whether values are microseconds since 1970-01-01T00:00:00Z.
constexpr bool is_time(ColumnType type) { return type == ColumnType::timestamp || type == ColumnType::date; }

using Dictionary = std::vector<std::string>;
/// One per stored field; empty for other types than category.
using Dictionaries = std::vector<Dictionary>;

/// Stands for a value of a personal column wherever values are shown.
inline constexpr const char* personal_value = "(personal)";

/// One column. Category columns use `codes` (index into `dictionary`, -1 missing), text ones `texts` (empty: missing); every other type
/// uses `numbers` (NaN missing; boolean 0/1; timestamp and date microseconds since 1970-01-01T00:00:00Z). The other vectors are empty.
struct Column {
  std::string name;
  ColumnType type = ColumnType::floating;
  std::vector<double> numbers;
  std::vector<std::int32_t> codes;
  std::shared_ptr<const Dictionary> dictionary;
  std::vector<std::string> texts;
  bool personal = false;  ///< values are not to be shown

  [[nodiscard]] bool is_category() const noexcept { return type == ColumnType::category; }
  [[nodiscard]] std::size_t rows() const noexcept {
    return is_category() ? codes.size() : type == ColumnType::text ? texts.size() : numbers.size();
  }
};

/// Who a row is, whatever shard or block it came in: its source file and its number there.
struct RowId {
  std::uint32_t source = 0;  ///< index into Dataset::sources
  std::uint64_t number = 0;  ///< 0-based data row in that file, counting rows that were set aside
};

/// Columns of equal length, in schema order.
struct Table {
  std::vector<Column> columns;
  std::vector<RowId> ids;  ///< one per row

  [[nodiscard]] std::size_t rows() const noexcept { return ids.size(); }
  /// Returns nullptr when there is no such column.
  [[nodiscard]] const Column* find(std::string_view name) const noexcept;
};

}  // namespace trainyard::dataset
