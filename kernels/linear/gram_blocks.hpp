// How the Gram matrix is cut into products, for both backends.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "kernels/reduce/tree.hpp"

namespace trainyard::kernels::linear {

/// A run of columns.
struct ColumnBlock {
  std::size_t first = 0;
  std::size_t count = 0;
};

/// Columns [first, …) in runs of `width`.
inline std::vector<ColumnBlock> column_blocks(std::size_t columns, std::size_t width) {
  std::vector<ColumnBlock> blocks;
  for (std::size_t first = 0; first < columns; first += width) blocks.push_back({first, std::min(width, columns - first)});
  return blocks;
}

/// Writes the product of two blocks, `left.count` rows and `right.count` columns, to both of its places in the symmetric matrix. Of a block
/// with itself only the upper triangle is read.
inline void place_block(std::vector<double>& result, std::size_t columns, ColumnBlock left, ColumnBlock right,
                        const std::vector<double>& product) {
  for (std::size_t j = 0; j < right.count; ++j) {
    const std::size_t rows = left.first == right.first ? j + 1 : left.count;
    for (std::size_t i = 0; i < rows; ++i) {
      const double value = product[i + j * left.count];
      result[left.first + i + (right.first + j) * columns] = value;
      result[right.first + j + (left.first + i) * columns] = value;
    }
  }
}

}  // namespace trainyard::kernels::linear
