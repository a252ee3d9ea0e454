// Rows on their way from text to shards, in the types in which shards store them.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"

namespace trainyard::dataset {

/// float: double (NaN missing); integer, timestamp and date: int64 (missing_integer); category: int32 code (-1); boolean: int8 0/1 (-1);
/// text: string (empty).
using Values = std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::int32_t>, std::vector<std::int8_t>,
                            std::vector<std::string>>;

inline constexpr std::int64_t missing_integer = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int32_t missing_code = -1;
inline constexpr std::int8_t missing_boolean = -1;

inline bool is_missing(double value) { return std::isnan(value); }
inline bool is_missing(std::int64_t value) { return value == missing_integer; }
inline bool is_missing(std::int32_t value) { return value == missing_code; }
inline bool is_missing(std::int8_t value) { return value == missing_boolean; }
inline bool is_missing(const std::string& value) { return value.empty(); }

/// An empty vector of the type that stores `type`.
Values empty_values(ColumnType type);
std::size_t bytes_per_value(ColumnType type);

/// Columns of equal length, one per stored field.
struct Batch {
  std::vector<Values> columns;
  std::vector<RowId> ids;

  [[nodiscard]] std::size_t rows() const noexcept { return ids.size(); }
};

/// An empty batch for these fields.
Batch empty_batch(const std::vector<Field>& fields);
/// Appends rows [first, first + count) of `from`.
void append_rows(Batch& to, const Batch& from, std::size_t first, std::size_t count);
/// Appends `count` missing values.
void append_missing(Values& values, std::size_t count);
/// The fields of a schema that are stored: all but those with role ignore, in order.
std::vector<Field> stored_fields(const Schema& schema);

/// Appends stored values to a table column: missing becomes NaN, or code -1.
void append_to(Column& column, const Values& values);

/// A row that was set aside, with the first thing wrong with it.
struct BadRow {
  std::uint32_t source = 0;
  std::uint64_t number = 0;  ///< 0-based data row of that file
  std::uint64_t line = 0;    ///< 1-based
  std::string column;        ///< empty: the row as a whole
  std::string value;         ///< printable
  std::string reason;
  std::string raw;  ///< printable, as far as known
};

/// "file.csv:12: data row 11, column 'age': 'abc': not a number"; the row is counted from 1, the line as editors do.
std::string describe(const BadRow& row, const std::string& file);

}  // namespace trainyard::dataset
