// Sums of gradients per slot of each column: what a node's splits are searched in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/trees/binned_rows.hpp"
#include "kernels/trees/fixed_gradients.hpp"

namespace trainyard::kernels::trees {

/// Where a tree's columns have their sums. Four columns lie side by side, slot after slot, so that one vector holds the same slot of each:
/// the sum of column c's slot s is at columns[c].first + 4 * s. Columns without a bin are left out, as they split nothing. What a column
/// has less slots than its neighbours stays 0, as do those that make the number of slots even.
class HistogramLayout {
 public:
  static constexpr std::size_t lanes = 4;

  struct Column {
    std::uint32_t feature;
    std::uint32_t position;  ///< in a row of BinnedRows
    std::uint32_t bins;      ///< the slot behind them is that of missing values
    bool can_be_missing;     ///< in a training row
    std::size_t first;
  };
  /// `lanes` columns, or fewer at the end.
  struct Block {
    std::size_t first;
    std::size_t slots;
  };

  HistogramLayout(const BinnedRows::Data& rows, std::span<const std::uint32_t> features);

  [[nodiscard]] std::span<const Column> columns() const { return columns_; }
  [[nodiscard]] std::span<const Block> blocks() const { return blocks_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Whether its columns are the first of a row, one after the other.
  [[nodiscard]] bool is_whole() const { return columns_.empty() || columns_.back().position + 1 == columns_.size(); }
  [[nodiscard]] std::span<const Column> columns_of(std::size_t block) const {
    return columns().subspan(block * lanes, std::min(lanes, columns_.size() - block * lanes));
  }

 private:
  std::vector<Column> columns_;  ///< by position
  std::vector<Block> blocks_;
  std::size_t size_ = 0;
};

/// Adds the rows' gradients, which are numbered as the rows, to a histogram; or takes them away.
void add_rows(const BinnedRows::Data& data, const HistogramLayout& layout, std::span<const std::uint32_t> rows, const Packed* gradients,
              Packed* histogram);
void take_rows(const BinnedRows::Data& data, const HistogramLayout& layout, std::span<const std::uint32_t> rows, const Packed* gradients,
               Packed* histogram);

/// Takes one histogram from another.
void subtract(const Packed* less, std::size_t size, Packed* histogram);

}  // namespace trainyard::kernels::trees
