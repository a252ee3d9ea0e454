// Consecutive rows of a raw file, as the file has them: text cells, or values of types that the file states.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/source/text_rows.hpp"

namespace trainyard::source {

/// A row that cannot be split into the header's columns.
struct BrokenRow {
  std::uint64_t number = 0;  ///< 0-based data row
  std::uint64_t line = 0;    ///< 1-based line where it begins
  std::string reason;
  std::string raw;  ///< its text without the line end, at most 4096 bytes
};

/// What a file says of a column's values.
enum class ValueType { integer, floating, boolean, timestamp, text };

/// One column of a file that has types of its own (Parquet, HDF5), for the rows of a block.
struct TypedColumn {
  ValueType type = ValueType::text;
  std::vector<std::int64_t> integers;   ///< integer; boolean as 0 and 1; timestamp as microseconds since 1970-01-01T00:00:00Z
  std::vector<double> floats;           ///< floating; NaN is missing, infinities as the file has them
  std::vector<std::string_view> texts;  ///< text; bytes as in the file, not checked to be UTF-8
  std::vector<std::uint8_t> null;       ///< 1: the row has no value; empty when every row has one
};

/// Owns all it shows, so that any number of blocks may be alive at once and be read by other threads. A block of text has cells, a typed
/// one has columns; both have numbers. Lines and raw text are those of text alone.
class Block {
 public:
  Block() = default;
  /// Rows first_number … first_number + rows - 1 of a typed file. `storage` keeps alive what the texts point into.
  Block(std::uint64_t first_number, std::size_t rows, std::vector<TypedColumn> columns, std::shared_ptr<const void> storage)
      : typed_(std::move(columns)), storage_(std::move(storage)), typed_number_(first_number), typed_rows_(rows) {}

  [[nodiscard]] std::size_t rows() const noexcept { return is_typed() ? typed_rows_ : text_.rows(); }
  [[nodiscard]] bool is_typed() const noexcept { return !typed_.empty(); }
  [[nodiscard]] const TypedColumn& typed(std::size_t column) const { return typed_[column]; }
  /// The cell's text, unquoted; bytes as in the file, not checked to be UTF-8.
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const { return text_.cell(row, column); }
  [[nodiscard]] std::uint64_t number(std::size_t row) const {  ///< 0-based data row
    return is_typed() ? typed_number_ + row : text_.number(row);
  }
  [[nodiscard]] std::uint64_t line(std::size_t row) const {  ///< 1-based line where the row begins, 0: none
    return is_typed() ? 0 : text_.line(row);
  }
  [[nodiscard]] std::string_view raw(std::size_t row) const {  ///< without the line end
    return is_typed() ? std::string_view{} : text_.raw(row);
  }
  [[nodiscard]] const std::vector<BrokenRow>& broken() const noexcept { return broken_; }  ///< ascending number
  /// The least number of its rows, broken ones included; there must be one.
  [[nodiscard]] std::uint64_t first_number() const {
    if (rows() == 0) return broken_.front().number;
    return broken_.empty() ? number(0) : std::min(number(0), broken_.front().number);
  }
  /// Forgets the rows below this number.
  void drop_before(std::uint64_t kept);

 private:
  friend class CsvReader;
  TextRows text_;
  std::vector<BrokenRow> broken_;
  std::vector<TypedColumn> typed_;
  std::shared_ptr<const void> storage_;
  std::uint64_t typed_number_ = 0;
  std::size_t typed_rows_ = 0;
};

}  // namespace trainyard::source
