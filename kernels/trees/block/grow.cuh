// One tree, depth first: of the nodes whose split is known the last one found is split next, so that the sums of at most one node per depth
// are kept. tree_grower.cpp grows the same tree.
#pragma once

#include "kernels/trees/block/begin.cuh"
#include "kernels/trees/block/search.cuh"

namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND {

TRAINYARD_DEVICE inline float* margin_of(const Task& task, std::uint32_t row) {
  return task.margins + row * task.params.outputs + task.output;
}

/// By one thread. Returns what the leaf adds.
TRAINYARD_DEVICE inline float make_leaf(const State& s, const Place& at) {
  const float weight = s.rule.weight(at.sum);
  const float value = weight * (s.task.params.learning_rate / static_cast<float>(s.task.params.num_parallel_tree));
  s.task.nodes[at.node] = {.value = value, .cover = s.rule.cover(at.sum), .weight = at.node == 0 ? weight : value};
  s.task.steps[at.node] = {.value = value};
  return value;
}

/// By all threads.
TRAINYARD_DEVICE inline void add_leaf(const Block& block, const Place& at) {
  const State& s = state_of(block.shared());
  const float value = s.task.steps[at.node].value;
  const std::uint32_t* const rows = s.task.row_lists[at.list];
  block.each(at.size(), [&](std::size_t i) { *margin_of(s.task, rows[at.begin + i]) += value; });
}

/// By one thread: the split of State::at, and its children as far as they are known.
TRAINYARD_DEVICE inline void make_split(State& s) {
  const Place& at = s.at;
  const Split& split = at.split;
  const Column column = s.task.rows.columns[split.feature];
  const std::uint32_t left = s.node_count;
  s.task.nodes[at.node] = {.left = left,
                           .feature = split.feature,
                           .first_bin = split.first_bin,
                           .default_left = split.default_left,
                           .gain = split.gain,
                           .cover = s.rule.cover(at.sum),
                           .weight = s.rule.weight(at.sum)};
  s.task.steps[at.node] = {.left = left, .position = column.position, .right = side_of(split.first_bin, split.default_left, column.bins)};
  s.node_count += 2;
  const std::uint32_t other_list = 1 - at.list;
  for (std::uint32_t i = 0; i < 2; ++i) {
    Place& child = s.children[i];
    child.node = left + i;
    child.heap_number = 2 * at.heap_number + i;
    child.depth = at.depth + 1;
    child.list = other_list;
    child.begin = at.begin;
    child.end = at.end;
    child.sum = i == 0 ? split.left : split.right;
    child.unsplit = s.rule.gain(child.sum);
  }
  s.places[0] = s.places[1] = 0;
}

/// Both children of State::at are leaves.
TRAINYARD_DEVICE inline void end_in_leaves(const Block& block) {
  State& s = state_of(block.shared());
  if (block.leader()) make_leaf(s, s.children[0]), make_leaf(s, s.children[1]);
  block.sync();
  const Step step = s.task.steps[s.at.node];
  const float values[2] = {s.task.steps[step.left].value, s.task.steps[step.left + 1].value};
  const std::uint8_t* const slots = s.task.rows.by_column + std::size_t{s.at.split.feature} * s.task.rows.rows;
  const std::uint32_t* const rows = s.task.row_lists[s.at.list] + s.at.begin;
  block.each(s.at.size(), [&](std::size_t i) { *margin_of(s.task, rows[i]) += values[step.right.has(slots[rows[i]]) ? 1 : 0]; });
}

/// Gives the children of State::at their rows.
TRAINYARD_DEVICE inline void part_rows(const Block& block) {
  State& s = state_of(block.shared());
  const Task& task = s.task;
  const Side right = task.steps[s.at.node].right;
  const std::uint8_t* const slots = task.rows.by_column + std::size_t{s.at.split.feature} * task.rows.rows;
  const std::uint32_t* const from = task.row_lists[s.at.list] + s.at.begin;
  std::uint32_t* const to = task.row_lists[1 - s.at.list];
  const std::uint32_t begin = s.at.begin, end = s.at.end;
  block.part(
      s.at.size(), s.places, [&](std::size_t i) { return right.has(slots[from[i]]); },
      [&](std::size_t i, bool on_right, std::uint32_t place) { to[on_right ? end - 1 - place : begin + place] = from[i]; });
  block.sync();
  if (block.leader()) s.children[0].end = s.children[1].begin = begin + s.places[0];
  block.sync();
}

/// By one thread: a node whose split was looked for waits for it to be made, or is a leaf. Returns whether it is one.
TRAINYARD_DEVICE inline bool settle(State& s, const Place& at) {
  if (s.rule.may_split(at.depth, at.sum) && s.rule.is_worth_it(at.split)) {
    s.stack[s.waiting++] = at;
    return false;
  }
  make_leaf(s, at);
  return true;
}

/// Of the two children of State::at, or of the root alone: finds their splits, and sees to those that are leaves.
TRAINYARD_DEVICE inline void look_at_children(const Block& block, const Pair& pair) {
  State& s = state_of(block.shared());
  draw_columns_of_node(block, pair.smaller);
  if (pair.has_larger) draw_columns_of_node(block, pair.larger);
  search(block, pair);
  if (block.leader()) {
    // The smaller one is split first: its children overwrite the sums of the depths below, not the larger one's.
    s.places[1] = pair.has_larger && settle(s, s.children[pair.larger]) ? 1 : 0;
    s.places[0] = settle(s, s.children[pair.smaller]) ? 1 : 0;
  }
  block.sync();
  if (s.places[0] != 0) add_leaf(block, s.children[pair.smaller]);
  if (s.places[1] != 0) add_leaf(block, s.children[pair.larger]);
  block.sync();
}

TRAINYARD_DEVICE inline void split_next(const Block& block) {
  State& s = state_of(block.shared());
  if (block.leader()) {
    s.at = s.stack[--s.waiting];
    make_split(s);
  }
  block.sync();
  const Place &left = s.children[0], &right = s.children[1];
  if (!s.rule.may_split(left.depth, left.sum) && !s.rule.may_split(right.depth, right.sum)) {
    end_in_leaves(block);
    return block.sync();
  }
  part_rows(block);
  const std::uint32_t smaller = left.size() < right.size() ? 0 : 1;
  if (block.leader()) {
    s.children[smaller].slot = static_cast<std::uint32_t>(s.at.depth) + 1;
    s.children[1 - smaller].slot = s.at.slot;
  }
  block.sync();
  look_at_children(block, {.smaller = smaller, .larger = 1 - smaller, .has_larger = true});
}

/// The root, with its split.
TRAINYARD_DEVICE inline void plant(const Block& block) {
  State& s = state_of(block.shared());
  Place& root = s.children[0];
  if (block.leader()) {
    s.node_count = 1;
    s.waiting = 0;
    s.root_sum[0] = s.root_sum[1] = 0;
    root = {.node = 0, .heap_number = 1, .depth = 0, .list = 0, .begin = 0, .end = s.drawn, .slot = 0, .unsplit = 0, .sum = 0, .split = {}};
  }
  block.sync();
  // Halves of their own, for an addition of 32 bits is one instruction.
  std::int32_t gradient = 0, hessian = 0;
  block.each(s.drawn, [&](std::size_t i) {
    const Packed own = s.task.packed[s.task.row_lists[0][i]];
    gradient += gradient_of(own);
    hessian += hessian_of(own);
  });
  Block::add(&s.root_sum[0], gradient);
  Block::add(&s.root_sum[1], hessian);
  block.sync();
  if (block.leader()) {
    root.sum = packed_sum(s.root_sum[0], s.root_sum[1]);
    root.unsplit = s.rule.gain(root.sum);
  }
  block.sync();
  look_at_children(block, {.smaller = 0, .larger = 0, .has_larger = false});
}

/// Rows that the tree was not grown on.
TRAINYARD_DEVICE inline float leaf_of(const Task& task, const Rows& rows, std::size_t row) {
  const std::uint8_t* const slots = rows.by_row + row * rows.stride;
  Step step = task.steps[0];
  while (step.left != 0) step = task.steps[step.left + (step.right.has(slots[step.position]) ? 1 : 0)];
  return step.value;
}

TRAINYARD_DEVICE inline void add_leaves_of_others(const Block& block) {
  const State& s = state_of(block.shared());
  const Task& task = s.task;
  const std::size_t outputs = task.params.outputs;
  block.each(task.rows.rows - s.drawn, [&](std::size_t i) {
    const std::uint32_t row = task.row_lists[0][s.drawn + i];
    *margin_of(task, row) += leaf_of(task, task.rows, row);
  });
  for (std::uint32_t v = 0; v < task.validation_count; ++v) {
    const Validation set = task.validations[v];
    block.each(set.rows.rows, [&](std::size_t row) {
      const std::size_t place = row * outputs + task.output;
      set.margins[place] += leaf_of(task, set.rows, row);
    });
  }
}

/// What the host reads goes over the bus, once and in order.
TRAINYARD_DEVICE inline void tell_host(const Block& block, Task& told) {
  const State& s = state_of(block.shared());
  const Task& task = s.task;
  constexpr std::size_t words = sizeof(BoostedNode) / sizeof(std::uint32_t);
  static_assert(sizeof(BoostedNode) % sizeof(std::uint32_t) == 0);
  const auto* const nodes = reinterpret_cast<const std::uint32_t*>(task.nodes);
  auto* const to = reinterpret_cast<std::uint32_t*>(task.nodes_for_host);
  block.each(words * s.node_count, [&](std::size_t i) { to[i] = nodes[i]; });
  for (std::uint32_t v = 0; task.ends_round && v < task.validation_count; ++v) {
    const Validation set = task.validations[v];
    block.each(set.rows.rows * task.params.outputs, [&](std::size_t i) { set.copy[i] = set.margins[i]; });
  }
  if (block.leader()) told.node_count = s.node_count;
}

TRAINYARD_DEVICE inline void grow(const Block& block, Task& task) {
  read_task(block, task);
  State& s = state_of(block.shared());
  if (!begin(block)) {
    if (block.leader()) task.is_finite = false;
    return;
  }
  draw_rows(block);
  draw_columns_of_tree(block);
  plant(block);
  for (;;) {
    const bool is_complete = s.waiting == 0;
    block.sync();  // all have read it
    if (is_complete) break;
    split_next(block);
  }
  add_leaves_of_others(block);
  block.sync();
  tell_host(block, task);
}

}  // namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND
