// Grows one tree after the other on the same rows, in memory that it keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/trees/binned_rows.hpp"
#include "kernels/trees/column_draws.hpp"
#include "kernels/trees/histogram.hpp"
#include "kernels/trees/sampling.hpp"
#include "kernels/trees/sorted_search.hpp"
#include "kernels/trees/split.hpp"
#include "kernels/trees/split_search.hpp"

namespace trainyard::kernels::trees {

class TreeGrower {
 public:
  /// Refers to the rows.
  TreeGrower(const BinnedRows::Data& data, const BoostParams& params);

  struct Task {
    TreeDraws draws;
    Units units;
    const Packed* gradients;  ///< per row
    std::size_t output;
  };

  /// Adds what the tree says to margins[row * outputs + output] of every row that is drawn.
  BoostedTree grow(const Task& task, float* margins);
  /// Those that were not drawn for the last tree. Valid until the next.
  [[nodiscard]] std::span<const std::uint32_t> others() const { return {others_.data(), data_.rows - drawn_}; }

 private:
  struct Place;  ///< a node in the making
  struct Growth;

  const BinnedRows::Data& data_;
  BoostParams params_;
  float rate_;  ///< of one tree
  ColumnDraws columns_;
  SplitSearch search_;
  SortedSearch sorted_search_;
  std::vector<std::uint32_t> rows_;     ///< those of a node lie together, in ascending order
  std::vector<std::uint32_t> scratch_;  ///< as many
  std::size_t drawn_ = 0;
  std::vector<std::uint32_t> others_;            ///< that are not drawn; has room for all
  std::vector<std::vector<Packed>> histograms_;  ///< per depth
};

}  // namespace trainyard::kernels::trees
