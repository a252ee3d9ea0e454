// Rows of text cells and the text that they lie in.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace trainyard::source {

struct TextCell {
  std::uint32_t begin = 0, size = 0;  ///< bytes of the block's text
};

/// Cells are stored by groups of rows, column by column within a group: reading a column runs through memory, and a group is filled row
/// by row while all of it is in cache. Everything keeps its capacity from one filling to the next.
class TextRows {
 public:
  /// Forgets all rows. Those to come have `columns` cells, and their numbers and lines are counted from the given ones.
  void clear(std::size_t columns, std::uint64_t first_number, std::uint64_t first_line) {
    const std::size_t group = std::bit_floor(std::clamp<std::size_t>(cells_per_group / std::max<std::size_t>(columns, 1), 1, 1024));
    shift_ = static_cast<unsigned>(std::countr_zero(group));
    stride_ = group + group / 64;  // powers of two would put all columns' cells into the same few lines of the cache
    group_cells_ = stride_ * columns;
    first_number_ = first_number;
    first_line_ = first_line;
    rows_.clear();
    dropped_ = 0;
    doubled_.clear();
  }

  /// The bytes that cells lie in; its size is what there is room for.
  [[nodiscard]] std::vector<char>& text() noexcept { return text_; }
  /// Where the next row's cells go: column c at slot()[c * stride()].
  [[nodiscard]] TextCell* slot() {
    const std::size_t needed = (rows_.size() >> shift_) * group_cells_ + group_cells_;
    if (cells_.size() < needed) cells_.resize(needed);
    return &cells_[index(rows_.size(), 0)];
  }
  [[nodiscard]] std::size_t stride() const noexcept { return stride_; }
  /// Ends the row in slot(): its bytes without the line end, and its line and number counted from the first ones.
  void add(TextCell raw, std::uint32_t line, std::uint32_t number) { rows_.push_back({raw, line, number}); }
  /// The column's cell in slot() still has its quotes doubled.
  void mark_doubled(std::size_t column) { doubled_.push_back(index(rows_.size(), column)); }
  /// Gives the marked cells their text, which goes behind the first `used` bytes.
  void halve_quotes(std::size_t used, char quote);

  /// Forgets the rows whose number is below `kept`.
  void drop_before(std::uint64_t kept) {
    while (dropped_ < rows_.size() && first_number_ + rows_[dropped_].number < kept) ++dropped_;
  }

  [[nodiscard]] std::size_t rows() const noexcept { return rows_.size() - dropped_; }
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const { return bytes(cells_[index(row + dropped_, column)]); }
  [[nodiscard]] std::string_view raw(std::size_t row) const { return bytes(rows_[row + dropped_].raw); }
  [[nodiscard]] std::uint64_t number(std::size_t row) const { return first_number_ + rows_[row + dropped_].number; }
  [[nodiscard]] std::uint64_t line(std::size_t row) const { return first_line_ + rows_[row + dropped_].line; }

 private:
  static constexpr std::size_t cells_per_group = std::size_t{1} << 16;
  struct Row {
    TextCell raw;
    std::uint32_t line, number;
  };

  [[nodiscard]] std::size_t index(std::size_t row, std::size_t column) const noexcept {
    return (row >> shift_) * group_cells_ + column * stride_ + (row & ((std::size_t{1} << shift_) - 1));
  }
  [[nodiscard]] std::string_view bytes(TextCell cell) const noexcept { return {text_.data() + cell.begin, cell.size}; }

  std::vector<char> text_;
  std::vector<TextCell> cells_;
  std::vector<Row> rows_;
  std::vector<std::size_t> doubled_;  // of cells_
  std::size_t dropped_ = 0;           // rows at the beginning that are forgotten
  std::size_t stride_ = 1, group_cells_ = 0;
  std::uint64_t first_number_ = 0, first_line_ = 0;
  unsigned shift_ = 0;
};

}  // namespace trainyard::source
