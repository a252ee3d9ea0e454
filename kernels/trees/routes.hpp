// A finished tree as binned rows walk down it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/trees/binned_rows.hpp"
#include "kernels/trees/side.hpp"

namespace trainyard::kernels::trees {

class Routes {
 public:
  /// Many rows take the first levels together, all splits compared: so many at most.
  static constexpr int most_upper_levels = 5;
  struct Upper {
    std::uint32_t feature = 0;
    std::uint32_t position = 0;  ///< in a row
    Side right = {};             ///< none, where the tree has a leaf already
  };

  /// For rows with the cuts of `data`.
  Routes(const BinnedRows::Data& data, const BoostedTree& tree);

  /// margins[row * outputs + the tree's output] += the leaf that the row reaches, for all rows, or for those that are named.
  void add_leaves(const BinnedRows::Data& data, float* margins, std::size_t outputs) const;
  void add_leaves(const BinnedRows::Data& data, std::span<const std::uint32_t> rows, float* margins, std::size_t outputs) const;

 private:
  /// A leaf sends every row to itself.
  struct Node {
    std::uint32_t left;
    std::uint16_t position;  ///< in a row
    Side right;
  };

  void lay_out(const BoostedTree& tree, std::uint32_t node, std::size_t place, int level);

  /// `count` rows, each from a node of its own, `levels` further down.
  template <class RowOf, class StartOf>
  void walk(const BinnedRows::Data& data, std::size_t count, const RowOf& row_of, const StartOf& start_of, int levels, float* margins,
            std::size_t outputs) const;

  std::vector<Node> nodes_;
  std::vector<float> values_;
  std::size_t output_;
  int depth_ = 0;
  int upper_levels_ = 0;
  std::vector<Upper> upper_;          ///< [1 to below 2^upper_levels_]: below split i are 2 * i and 2 * i + 1
  std::vector<std::uint32_t> below_;  ///< the nodes below these splits
};

}  // namespace trainyard::kernels::trees
