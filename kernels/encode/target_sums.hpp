// Sums of the target per group of rows and category: what encodings that learn from the target are made of.
//
// Sums are taken in whole numbers (reduce/fixed_point.hpp), so they have the same bits for any order of the rows, threads and device.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"
#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode {

/// The cell of each row. A group has categories + 1 cells, the first for rows of no category. All views on the device.
struct TargetCells {
  CodesView codes;             ///< per row; checked by the caller, as by count_unseen
  CodesView positions;         ///< [0] of a missing value, [c + 1] of code c: from 0 below `categories`, or -1
  CodesView groups;            ///< per row, from 0 below group_count; empty: all rows are of group 0
  std::size_t categories = 0;  ///< at least 0
  std::size_t group_count = 1;

  [[nodiscard]] std::size_t size() const { return group_count * (categories + 1); }
  TRAINYARD_HOST_DEVICE std::size_t of(std::size_t row) const {
    const std::size_t group = groups.size == 0 ? 0 : static_cast<std::size_t>(groups.data[row]);
    return group * (categories + 1) + static_cast<std::size_t>(positions.data[codes.data[row] + 1] + 1);
  }
};

/// The cells of all rows in blocks, which may come from memory or from a file. The cut into blocks changes no result.
class CellBlocks {
 public:
  /// The rows of `block` are first_row, first_row + 1, … of all.
  using Sink = std::function<void(const TargetCells& block, std::size_t first_row)>;

  /// `each` gives the same blocks at every call; `cells` are the cells of each.
  CellBlocks(std::size_t cells, std::function<void(const Sink& sink)> each) : cells_(cells), each_(std::move(each)) {}
  /// All rows in one block.
  CellBlocks(const TargetCells& all)  // NOLINT(google-explicit-constructor): one block is blocks
      : CellBlocks(all.size(), [all](const Sink& sink) { sink(all, 0); }) {}

  [[nodiscard]] std::size_t cells() const noexcept { return cells_; }
  void each(const Sink& sink) const { each_(sink); }

 private:
  std::size_t cells_;
  std::function<void(const Sink& sink)> each_;
};

/// Of each cell, for finite values `y`; an empty `weight` is 1 for each row. To be exact for numbers far from 0, give differences from one
/// in their middle. Throws std::invalid_argument for a y or weight that is NaN or infinite, or a weight below 0, std::overflow_error when
/// the square of the widest difference is beyond a double.
TRAINYARD_KERNEL(sums_of_values, std::vector<TargetSums>(const Exec&, const CellBlocks& rows, ColumnView y, ColumnView weight));

/// The weight of each class in each cell, [cell * classes + class]; y holds class numbers, others are left out. Throws
/// std::invalid_argument for such a weight.
TRAINYARD_KERNEL(class_weights,
                 std::vector<double>(const Exec&, const CellBlocks& rows, ColumnView y, std::size_t classes, ColumnView weight));

/// The sums of a target that is 1 in the rows of a class, from the weight of these and of all rows.
TargetSums sums_of_class(double weight, double of_class);

}  // namespace trainyard::kernels::encode
