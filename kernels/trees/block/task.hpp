// What a block of threads reads and writes to grow one booster's next tree.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/trees/boost.hpp"
#include "kernels/trees/fixed_gradients.hpp"
#include "kernels/trees/objective.hpp"
#include "kernels/trees/sampling.hpp"
#include "kernels/trees/side.hpp"

namespace trainyard::kernels::trees::block {

/// Columns whose sums a block's own memory holds at a time.
inline constexpr std::uint32_t group_columns = 32;
/// Of a column.
inline constexpr std::uint32_t group_slots = 256;

/// Where a feature is in a row, and its bins; the slot behind them is that of missing values.
struct Column {
  std::uint32_t position = 0;
  std::uint32_t bins = 0;
};

/// BinnedRows, on the device.
struct Rows {
  const std::uint8_t* by_row = nullptr;     ///< [row * stride + position]
  const std::uint8_t* by_column = nullptr;  ///< [feature * rows + row]
  const Column* columns = nullptr;          ///< per feature
  std::uint32_t rows = 0;
  std::uint32_t stride = 0;
  std::uint32_t features = 0;
};

struct Validation {
  Rows rows;
  float* margins = nullptr;  ///< on the device
  float* copy = nullptr;     ///< where the host reads them
};

/// A finished node as rows walk past it; `left` of a leaf is 0.
struct alignas(16) Step {
  std::uint32_t left = 0;
  std::uint32_t position = 0;
  Side right = {};
  float value = 0;
};

/// Pointers are the device's; those that the host reads as well are named so.
struct Task {
  BoostParams params;
  Targets targets;
  Rows rows;
  TreeDraws draws;
  std::uint32_t output = 0;
  bool begins_round = false;   ///< the gradients are those of the margins as they are now
  bool begins_output = false;  ///< and are packed for this output
  bool ends_round = false;     ///< the host reads the validation rows' margins
  float* margins = nullptr;    ///< [row * outputs + k]
  float* gradients = nullptr;  ///< [output * rows + row], as the next
  float* hessians = nullptr;
  Packed* packed = nullptr;                          ///< per row, of one output
  Units* units = nullptr;                            ///< per output
  double* sums = nullptr;                            ///< 17 for each tile of unit_tile rows
  std::uint32_t* row_lists[2] = {nullptr, nullptr};  ///< per row each
  std::uint32_t* columns = nullptr;                  ///< room for the features
  std::uint8_t* of_tree = nullptr;                   ///< per feature: whether the tree may split on it
  std::uint8_t* of_levels = nullptr;                 ///< [depth * features + feature]
  std::uint8_t* of_nodes = nullptr;                  ///< [child * features + feature], of the two that are looked at
  std::uint64_t* numbers = nullptr;                  ///< per feature
  Packed* histograms = nullptr;                      ///< per depth, group of columns, slot and column
  Step* steps = nullptr;                             ///< per node
  BoostedNode* nodes = nullptr;                      ///< in the order they were made, without thresholds
  BoostedNode* nodes_for_host = nullptr;             ///< the host's: the same, when the tree is complete
  Validation* validations = nullptr;                 ///< the host's
  std::uint32_t validation_count = 0;
  // What the block says.
  std::uint32_t node_count = 0;
  bool is_finite = true;  ///< else nothing was changed
};

/// Nodes that a tree can have at most.
constexpr std::size_t most_nodes(int max_depth, std::size_t rows) {
  const std::size_t by_depth = (std::size_t{2} << max_depth) - 1, by_rows = 2 * rows - 1;
  return by_depth < by_rows ? by_depth : by_rows;
}

/// Depths at which a node's sums are kept until its children are looked at.
constexpr std::size_t kept_depths(int max_depth) { return max_depth > 2 ? static_cast<std::size_t>(max_depth) - 1 : 1; }

constexpr std::size_t groups_of(std::size_t columns) { return (columns + group_columns - 1) / group_columns; }

}  // namespace trainyard::kernels::trees::block
