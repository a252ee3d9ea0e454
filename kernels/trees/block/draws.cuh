// The rows and columns that a tree sees.
#pragma once

#include "kernels/trees/block/state.cuh"
#include "kernels/trees/sampling.cuh"

namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND {

/// Lists the drawn rows from the beginning of the first list on, and the others from its end downwards.
TRAINYARD_DEVICE inline void draw_rows(const Block& block) {
  State& s = state_of(block.shared());
  const Task& task = s.task;
  const std::uint32_t rows = task.rows.rows;
  std::uint32_t* const list = task.row_lists[0];
  if (task.params.subsample >= 1.0F) {
    block.each(rows, [&](std::size_t row) { list[row] = static_cast<std::uint32_t>(row); });
    if (block.leader()) s.drawn = rows;
    return block.sync();
  }
  if (block.leader()) s.places[0] = s.places[1] = 0;
  block.sync();
  const std::int32_t below = trees::TRAINYARD_BACKEND::below_of(task.params.subsample);
  block.part(
      rows, s.places,
      [&](std::size_t row) { return !trees::TRAINYARD_BACKEND::is_drawn(task.draws, below, static_cast<std::uint32_t>(row)); },
      [&](std::size_t row, bool is_other, std::uint32_t place) {
        list[is_other ? rows - 1 - place : place] = static_cast<std::uint32_t>(row);
      });
  block.sync();
  if (block.leader()) s.drawn = s.places[0];
  block.sync();
}

/// A share of the `count` columns that are in `from` (null: all): to[column] says whether it is drawn. Each column counts those before it,
/// which for some hundred columns is little beside a histogram.
TRAINYARD_DEVICE inline void draw_columns(const Block& block, std::uint64_t place, float share, const std::uint8_t* from, std::size_t count,
                                          std::uint8_t* to) {
  const Task& task = state_of(block.shared()).task;
  const std::size_t features = task.rows.features, wanted = trees::TRAINYARD_BACKEND::wanted_columns(share, count);
  const auto is_in = [&](std::size_t column) { return from == nullptr || from[column] != 0; };
  if (wanted == count) {
    block.each(features, [&](std::size_t column) { to[column] = is_in(column) ? 1 : 0; });
    return block.sync();
  }
  std::uint64_t* const numbers = task.numbers;
  block.each(features, [&](std::size_t column) {
    if (is_in(column)) numbers[column] = trees::TRAINYARD_BACKEND::column_number(task.draws, place, static_cast<std::uint32_t>(column));
  });
  block.sync();
  block.each(features, [&](std::size_t column) {
    std::size_t before = 0;
    for (std::size_t other = 0; is_in(column) && other < features; ++other) {
      const bool is_before = numbers[other] != numbers[column] ? numbers[other] < numbers[column] : other < column;
      before += is_in(other) && is_before ? 1 : 0;
    }
    to[column] = is_in(column) && before < wanted ? 1 : 0;
  });
  block.sync();
}

/// Whether nodes may split on other columns than their tree.
TRAINYARD_DEVICE inline bool draws_for_nodes(const BoostParams& params) {
  return params.colsample_bylevel < 1.0F || params.colsample_bynode < 1.0F;
}

/// The tree's columns, those of its levels, and the list of the former that have a bin.
TRAINYARD_DEVICE inline void draw_columns_of_tree(const Block& block) {
  State& s = state_of(block.shared());
  const Task& task = s.task;
  const BoostParams& params = task.params;
  const std::size_t features = task.rows.features;
  draw_columns(block, for_tree, params.colsample_bytree, nullptr, features, task.of_tree);
  if (draws_for_nodes(params)) {
    const std::size_t count = trees::TRAINYARD_BACKEND::wanted_columns(params.colsample_bytree, features);
    for (int depth = 0; depth < params.max_depth; ++depth) {
      draw_columns(block, for_level(depth), params.colsample_bylevel, task.of_tree, count, task.of_levels + depth * features);
    }
  }
  if (block.leader()) s.column_count = 0;
  block.sync();
  block.each(features, [&](std::size_t feature) {
    if (task.of_tree[feature] == 0 || task.rows.columns[feature].bins == 0) return;
    task.columns[Block::add(&s.column_count, 1U)] = static_cast<std::uint32_t>(feature);
  });
  block.sync();
  if (block.leader()) {
    s.width = 1;
    while (s.width < s.column_count && s.width < group_columns) s.width *= 2;
  }
  block.sync();
}

/// Those of children[child], where nodes have columns of their own.
TRAINYARD_DEVICE inline void draw_columns_of_node(const Block& block, std::uint32_t child) {
  const State& s = state_of(block.shared());
  const BoostParams& params = s.task.params;
  if (!draws_for_nodes(params)) return;
  const std::size_t features = s.task.rows.features;
  const Place& at = s.children[child];
  const std::size_t of_tree = trees::TRAINYARD_BACKEND::wanted_columns(params.colsample_bytree, features);
  const std::size_t of_level = trees::TRAINYARD_BACKEND::wanted_columns(params.colsample_bylevel, of_tree);
  draw_columns(block, for_node(at.heap_number), params.colsample_bynode, s.task.of_levels + static_cast<std::size_t>(at.depth) * features,
               of_level, s.task.of_nodes + child * features);
}

TRAINYARD_DEVICE inline bool may_use(const State& s, std::uint32_t child, std::uint32_t feature) {
  return !draws_for_nodes(s.task.params) || s.task.of_nodes[child * s.task.rows.features + feature] != 0;
}

}  // namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND
