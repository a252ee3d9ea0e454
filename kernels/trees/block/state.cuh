// What the threads of a block share while they grow a tree.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/base/block.cuh"
#include "kernels/trees/block/task.hpp"
#include "kernels/trees/split.cuh"

namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND {

using kernels::TRAINYARD_BACKEND::Block;
using trees::TRAINYARD_BACKEND::Split;
using trees::TRAINYARD_BACKEND::SplitRule;

/// A node in the making.
struct Place {
  std::uint32_t node;
  std::uint32_t heap_number;  ///< the root's is 1, the children of n are 2 n and 2 n + 1
  std::int32_t depth;
  std::uint32_t list;  ///< of Task::row_lists, in which its rows are [begin, end)
  std::uint32_t begin, end;
  std::uint32_t slot;  ///< of Task::histograms
  float unsplit;       ///< SplitRule::gain of the sum
  Packed sum;
  Split split;  ///< the best there is

  [[nodiscard]] TRAINYARD_HOST_DEVICE std::uint32_t size() const { return end - begin; }
};

struct State {
  /// Gradients and hessians per slot and lane, apart: 32 bits each can be added to by one instruction, and a lane is a bank of the memory.
  /// Where the columns are fewer than lanes, several lanes have a column's sums, which are added up when they are looked at.
  std::int32_t gradients[group_slots * Block::lanes];
  std::int32_t hessians[group_slots * Block::lanes];
  static constexpr std::uint32_t pieces = 512;  ///< that the slots of all columns of a group are looked at in
  Packed piece_sums[2][pieces];
  Task task;
  SplitRule rule;
  std::uint32_t column_count;  ///< of the tree: of those that have a bin
  std::uint32_t width;         ///< lanes that columns take: a power of 2
  std::uint32_t drawn;         ///< rows
  std::int32_t root_sum[2];    ///< of gradients and of hessians
  std::uint32_t node_count;
  std::uint32_t waiting;  ///< nodes with a split that is to be made
  static constexpr std::uint32_t deepest = 30;
  Place stack[deepest + 2];
  Place at;
  Place children[2];           ///< left and right
  std::uint32_t places[2];     ///< of rows that are parted
  std::uint32_t best_gain[2];  ///< the bits of a float, which is not negative
  std::uint64_t best_tie[2];
};

/// The state lies in the block's shared memory, where nothing constructs it.
TRAINYARD_HOST_DEVICE inline State& state_of(std::byte* shared) { return *reinterpret_cast<State*>(shared); }

/// Copies the task in; all threads see it when this returns.
TRAINYARD_DEVICE inline void read_task(const Block& block, const Task& task) {
  static_assert(sizeof(Task) % sizeof(std::uint64_t) == 0);
  auto* const to = reinterpret_cast<std::uint64_t*>(&state_of(block.shared()).task);
  const auto* const from = reinterpret_cast<const std::uint64_t*>(&task);
  block.each(sizeof(Task) / sizeof(std::uint64_t), [&](std::size_t i) { to[i] = from[i]; });
  block.sync();
}

}  // namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND
