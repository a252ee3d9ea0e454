#include "kernels/trees/routes.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {
namespace {

// So many walks go on side by side: each waits for its next node, and the processor works on the others.
constexpr std::size_t together = 8;
// Uneven trees are left early; it is looked at every so many steps.
constexpr int steps_in_one = 8;
// So many rows go through the first levels together before they are walked further.
constexpr std::size_t rows_of_routes = 256;
// Of rows that are named the slots of all columns are put beside each other first, which takes longer than walking where these are more.
constexpr std::size_t most_positions = 64;

/// The places that rows reach on a level: 32 rows at a time, from the splits above it upwards, of two places always one is kept.
struct FindPlaces {
  using Mask = std::int8_t __attribute__((vector_size(32)));  ///< -1: yes

  const Routes::Upper* splits;  ///< [1 to below 2^levels]: those of i are 2 * i and 2 * i + 1
  int levels;
  const std::uint8_t* slots;                ///< by column, from the first row on
  std::size_t rows;                         ///< of a column
  std::uint32_t Routes::Upper::*column_of;  ///< what columns are numbered by
  std::uint8_t* places;

  [[gnu::always_inline]] void compare(const Routes::Upper& split, std::size_t first, Mask& on_right) const {
    const auto& own = *reinterpret_cast<const ManyBytes*>(slots + split.*column_of * rows + first);
    on_right = own - split.right.first < ManyBytes{} + split.right.width;
  }

  void operator()(std::size_t, std::size_t count) const {
    ManyBytes found[std::size_t{1} << (Routes::most_upper_levels - 1)];
    Mask on_right;
    for (std::size_t first = 0; first < count; first += sizeof(ManyBytes)) {
      std::size_t some = std::size_t{1} << (levels - 1);
      for (std::size_t i = 0; i < some; ++i) {
        compare(splits[some + i], first, on_right);
        found[i] = static_cast<std::uint8_t>(2 * i) - reinterpret_cast<const ManyBytes&>(on_right);
      }
      for (some /= 2; some > 0; some /= 2) {
        for (std::size_t i = 0; i < some; ++i) {
          compare(splits[some + i], first, on_right);
          found[i] = on_right ? found[2 * i + 1] : found[2 * i];
        }
      }
      *reinterpret_cast<ManyBytes*>(places + first) = found[0];
    }
  }
};

/// The slots of named rows column by column, 32 rows and 16 columns at a time: to[position * rows_of_routes + i].
struct TurnRows {
  const std::uint8_t* by_row;
  std::size_t stride;
  const std::uint32_t* rows;
  std::uint8_t* to;

  static constexpr std::size_t columns = 16, half = columns / 2;

  void operator()(std::size_t, std::size_t count) const {
    for (std::size_t first = 0; first < count; first += sizeof(ManyBytes)) {
      for (std::size_t position = 0; position < stride; position += columns) turn(first, position);
    }
  }

  /// Rows i and i + 8 are put together slot by slot, four times over. A vector has 16 slots of each of two rows, 16 rows apart.
  [[gnu::always_inline]] void turn(std::size_t first, std::size_t position) const {
    ManyBytes own[columns], next[columns];
    for (std::size_t i = 0; i < columns; ++i) {
      for (std::size_t part = 0; part < 2; ++part) {
        std::memcpy(reinterpret_cast<char*>(&own[i]) + part * columns, by_row + rows[first + part * columns + i] * stride + position,
                    columns);
      }
    }
    for (int times = 0; times < 4; ++times) {
      for (std::size_t i = 0; i < half; ++i) {
        next[2 * i] = __builtin_shufflevector(own[i], own[i + half], 0, 32, 1, 33, 2, 34, 3, 35, 4, 36, 5, 37, 6, 38, 7, 39,  //
                                              16, 48, 17, 49, 18, 50, 19, 51, 20, 52, 21, 53, 22, 54, 23, 55);
        next[2 * i + 1] = __builtin_shufflevector(own[i], own[i + half], 8, 40, 9, 41, 10, 42, 11, 43, 12, 44, 13, 45, 14, 46, 15, 47,  //
                                                  24, 56, 25, 57, 26, 58, 27, 59, 28, 60, 29, 61, 30, 62, 31, 63);
      }
      std::copy(next, next + columns, own);
    }
    for (std::size_t i = 0; i < columns; ++i) *reinterpret_cast<ManyBytes*>(to + (position + i) * rows_of_routes + first) = own[i];
  }
};

}  // namespace

Routes::Routes(const BinnedRows::Data& data, const BoostedTree& tree) : output_(tree.output) {
  const auto count = static_cast<std::uint32_t>(tree.nodes.size());
  nodes_.reserve(count);
  values_.reserve(count);
  std::vector<int> depths(count, 0);
  for (std::uint32_t i = 0; i < count; ++i) {
    const BoostedNode& node = tree.nodes[i];
    values_.push_back(node.value);
    if (node.left == 0) {
      nodes_.push_back({.left = i, .position = 0, .right = {}});
      continue;
    }
    nodes_.push_back({.left = node.left,
                      .position = static_cast<std::uint16_t>(data.positions[node.feature]),
                      .right = side_of(node.first_bin, node.default_left, data.bins(node.feature))});
    depths[node.left] = depths[node.left + 1] = depths[i] + 1;
    depth_ = std::max(depth_, depths[i] + 1);
  }
  upper_levels_ = std::min(depth_, most_upper_levels);
  upper_.resize(std::size_t{1} << upper_levels_);
  below_.resize(upper_.size());
  lay_out(tree, 0, 1, 0);
}

void Routes::lay_out(const BoostedTree& tree, std::uint32_t node, std::size_t place, int level) {
  if (level == upper_levels_) {
    below_[place - upper_.size()] = node;
    return;
  }
  const BoostedNode& split = tree.nodes[node];
  const bool is_leaf = split.left == 0;
  if (!is_leaf) upper_[place] = {.feature = split.feature, .position = nodes_[node].position, .right = nodes_[node].right};
  lay_out(tree, is_leaf ? node : split.left, 2 * place, level + 1);
  lay_out(tree, is_leaf ? node : split.left + 1, 2 * place + 1, level + 1);
}

template <class RowOf, class StartOf>
void Routes::walk(const BinnedRows::Data& data, std::size_t count, const RowOf& row_of, const StartOf& start_of, int levels, float* to,
                  std::size_t outputs) const {
  const std::size_t stride = data.stride;
  for (std::size_t first = 0; first < count; first += together) {
    const std::uint8_t* slots[together];
    std::uint32_t at[together];
    for (std::size_t i = 0; i < together; ++i) {
      const std::size_t here = std::min(first + i, count - 1);  // behind the last row it is walked once more, for nothing
      slots[i] = data.by_row.data() + row_of(here) * stride;
      at[i] = start_of(here);
    }
    for (int done = 0; done < levels; done += steps_in_one) {
      if (done > 0 && std::all_of(at, at + together, [&](std::uint32_t node) { return nodes_[node].left == node; })) break;
      for (int s = 0; s < std::min(steps_in_one, levels - done); ++s) {
        for (std::size_t i = 0; i < together; ++i) {
          const Node node = nodes_[at[i]];
          at[i] = node.left + static_cast<std::uint32_t>(node.right.has(slots[i][node.position]));
        }
      }
    }
    for (std::size_t i = 0; i < std::min(together, count - first); ++i) to[row_of(first + i) * outputs + output_] += values_[at[i]];
  }
}

void Routes::add_leaves(const BinnedRows::Data& data, float* to, std::size_t outputs) const {
  std::uint8_t places[rows_of_routes];
  std::size_t done = 0;
  const auto row_of = [&](std::size_t i) { return done + i; };
  while (upper_levels_ > 0 && data.rows - done >= sizeof(ManyBytes)) {
    const std::size_t count = std::min(rows_of_routes, (data.rows - done) / sizeof(ManyBytes) * sizeof(ManyBytes));
    run(FindPlaces{upper_.data(), upper_levels_, data.by_column.data() + done, data.rows, &Upper::feature, places}, count);
    walk(
        data, count, row_of, [&](std::size_t i) { return below_[places[i]]; }, depth_ - upper_levels_, to, outputs);
    done += count;
  }
  walk(
      data, data.rows - done, row_of, [](std::size_t) { return 0U; }, depth_, to, outputs);
}

void Routes::add_leaves(const BinnedRows::Data& data, std::span<const std::uint32_t> rows, float* to, std::size_t outputs) const {
  std::uint8_t places[rows_of_routes], slots[most_positions * rows_of_routes];
  std::size_t done = 0;
  const auto row_of = [&](std::size_t i) { return std::size_t{rows[done + i]}; };
  while (upper_levels_ > 0 && data.stride <= most_positions && rows.size() - done >= sizeof(ManyBytes)) {
    const std::size_t count = std::min(rows_of_routes, (rows.size() - done) / sizeof(ManyBytes) * sizeof(ManyBytes));
    run(TurnRows{data.by_row.data(), data.stride, rows.data() + done, slots}, count);
    run(FindPlaces{upper_.data(), upper_levels_, slots, rows_of_routes, &Upper::position, places}, count);
    walk(
        data, count, row_of, [&](std::size_t i) { return below_[places[i]]; }, depth_ - upper_levels_, to, outputs);
    done += count;
  }
  walk(
      data, rows.size() - done, row_of, [](std::size_t) { return 0U; }, depth_, to, outputs);
}

}  // namespace trainyard::kernels::trees
