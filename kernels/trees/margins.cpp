// On the CPU. Rows are taken in blocks: a thread codes the values of one, and all trees are added to its margins while it is in the cache.
#include "kernels/trees/margins.hpp"

#include <algorithm>
#include <memory>
#include <omp.h>
#include <utility>

#include "kernels/trees/coded_forest.hpp"
#include "kernels/trees/tree_pass.hpp"
#include "kernels/trees/tree_ways.hpp"
#include "kernels/trees/vectors.hpp"
#include "kernels/trees/walk.cuh"

namespace trainyard::kernels::trees::cpu {
namespace {

using Run = CodedForest::Run;

constexpr std::size_t block_rows = ValueCodes::most_rows;
constexpr std::size_t worth_a_pass = 16;       // fewer rows take less time one by one
constexpr std::size_t added_at_once = 4;       // trees
constexpr std::size_t blocks_of_a_thread = 8;  // at least; fewer take less time than a thread does to begin
constexpr std::size_t ways_at_once = 10;       // each waits for its next split, and the processor works on the others

/// What a thread works in.
struct Room {
  std::unique_ptr<std::uint8_t[]> codes;
  std::unique_ptr<std::uint32_t[]> row_codes;
  std::unique_ptr<float[]> groups;

  Room() = default;
  Room(const CodedForest& coded, std::size_t rows, std::size_t columns) {
    const std::size_t places = std::max<std::size_t>(1, coded.codes().places());
    if (rows >= worth_a_pass) codes = std::make_unique<std::uint8_t[]>(places * block_rows);
    row_codes = std::make_unique<std::uint32_t[]>(places);
    if (coded.has_walked()) groups = std::make_unique<float[]>(group_values(rows, columns));
  }
};

/// found[k * block_rows + r]: the leaf that row r reaches in tree k of those whose splits lie one after the other.
struct FindLeaves {
  const ValueCodes::Split* splits;
  const Run& run;
  std::size_t trees;
  const std::uint8_t* codes;
  std::uint8_t* found;

  void operator()(std::size_t first, std::size_t count) const {
    for (std::size_t k = 0; k < trees; ++k) {
      for (std::size_t r = first; r < first + count; r += PassBytes::rows) {
        find_leaves(splits + k * run.size(), run.depth, codes + r, found + k * block_rows + r);
      }
    }
  }
};

// What follows is a function of its own each, for want of registers.

/// sums[r] += the leaves of row r in added_at_once trees, of `size` leaves each, one after the other.
[[gnu::noinline]] void add_leaves(const float* leaves, std::size_t size, const std::uint8_t* found, std::size_t count, float* sums) {
  const float *const second = leaves + size, *const third = second + size, *const fourth = third + size;
  static_assert(added_at_once == 4);
  for (std::size_t r = 0; r < count; ++r) {
    float sum = sums[r] + leaves[found[r]];
    sum += second[found[block_rows + r]];
    sum += third[found[2 * block_rows + r]];
    sums[r] = sum + fourth[found[3 * block_rows + r]];
  }
}

/// sums[r * stride] += the leaf of row r in one tree.
[[gnu::noinline]] void add_leaf(const float* leaves, const std::uint8_t* found, std::size_t count, float* sums, std::size_t stride) {
  for (std::size_t r = 0; r < count; ++r) sums[r * stride] += leaves[found[r]];
}

/// Some rows, block_rows at most.
class BlockOfRows {
 public:
  BlockOfRows(const ForestView& forest, const MatrixView<const float>& rows, const Room& room, float* result)
      : forest_(forest), coded_(*forest.coded), rows_(rows), room_(room), result_(result), outputs_(forest.base.size) {}

  void predict() const {
    const std::size_t rest = rows_.rows % PassBytes::rows, in_passes = rest < worth_a_pass ? rows_.rows - rest : rows_.rows;
    walk(0).begin(0, rows_.rows);
    if (in_passes > 0) add_rows(in_passes);
    for (std::size_t row = in_passes; row < rows_.rows; ++row) add_row(row);
  }

 private:
  [[nodiscard]] View<const Tree> trees(const Run& run) const { return {forest_.trees.data + run.tree, run.trees}; }

  /// Of rows from `first` on, once they are groups.
  [[nodiscard]] Walk walk(std::size_t first) const { return {forest_, room_.groups.get(), rows_.columns, result_ + first * outputs_}; }

  void make_groups(std::size_t first, std::size_t count) const {
    const MatrixView<const float> some{rows_.data + first, count, rows_.columns, rows_.stride};
    if (coded_.has_walked()) trees::run(Group{some, room_.groups.get()}, count);
  }

  void add_walked(const Run& run, std::size_t first, std::size_t count) const {
    trees::run([&](std::size_t, std::size_t) { walk(first).add(0, count, trees(run)); }, count);
  }

  void add_rows(std::size_t count) const {
    trees::run([&](std::size_t, std::size_t) { coded_.codes().find(rows_, 0, count, room_.codes.get()); }, count);
    make_groups(0, count);
    for (const Run& run : coded_.runs()) run.is_coded() ? add_run(run, count) : add_walked(run, 0, count);
  }

  void add_run(const Run& run, std::size_t count) const {
    std::uint8_t found[added_at_once * block_rows];
    for (std::size_t tree = 0; tree < run.trees; tree += added_at_once) {
      const std::size_t some = std::min(added_at_once, run.trees - tree);
      const float* const leaves = coded_.leaves(run) + tree * run.size();
      trees::run(FindLeaves{coded_.splits(run) + tree * run.size(), run, some, room_.codes.get(), found}, count);
      if (some == added_at_once && outputs_ == 1) {
        add_leaves(leaves, run.size(), found, count, result_);
        continue;
      }
      for (std::size_t k = 0; k < some; ++k) {
        add_leaf(leaves + k * run.size(), found + k * block_rows, count, result_ + trees(run).data[tree + k].output, outputs_);
      }
    }
  }

  void add_row(std::size_t row) const {
    trees::run([&](std::size_t, std::size_t) { coded_.codes().find(rows_, row, room_.row_codes.get()); }, 1);
    make_groups(row, 1);
    for (const Run& run : coded_.runs()) {
      constexpr int depths = CodedForest::max_depth - CodedForest::min_depth + 1;
      run.is_coded() ? add_run(run, result_ + row * outputs_, std::make_integer_sequence<int, depths>()) : add_walked(run, row, 1);
    }
  }

  /// By the run's depth, of which there are few.
  template <int... above_min>
  void add_run(const Run& run, float* out, std::integer_sequence<int, above_min...>) const {
    ((run.depth == CodedForest::min_depth + above_min ? add_ways<CodedForest::min_depth + above_min>(run, out) : void()), ...);
  }

  template <int depth>
  void add_ways(const Run& run, float* out) const {
    std::size_t tree = 0;
    for (; tree + ways_at_once <= run.trees; tree += ways_at_once) add_ways<depth, ways_at_once>(run, tree, out);
    for (; tree < run.trees; ++tree) add_ways<depth, 1>(run, tree, out);
  }

  template <int depth, std::size_t some>
  void add_ways(const Run& run, std::size_t tree, float* out) const {
    const std::size_t at = tree * run.size();
    trees::add_ways<depth, some>(coded_.splits(run) + at, coded_.leaves(run) + at, room_.row_codes.get(), trees(run).data + tree, outputs_,
                                 out);
  }

  const ForestView& forest_;
  const CodedForest& coded_;
  const MatrixView<const float>& rows_;
  const Room& room_;
  float* result_;
  std::size_t outputs_;
};

}  // namespace

void margins(const Exec& exec, ForestView forest, MatrixView<const float> rows, View<float> result) {
  if (rows.rows <= block_rows) {  // without OpenMP, which takes longer to begin than a row does
    const Room room(*forest.coded, rows.rows, rows.columns);
    return BlockOfRows(forest, rows, room, result.data).predict();
  }
  const std::size_t blocks = (rows.rows + block_rows - 1) / block_rows;
  const int threads = static_cast<int>(std::min(blocks / blocks_of_a_thread + 1, static_cast<std::size_t>(exec.threads)));
  std::vector<Room> rooms;
  rooms.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) rooms.emplace_back(*forest.coded, block_rows, rows.columns);
#pragma omp parallel for schedule(static) num_threads(threads)
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::size_t first = block * block_rows;
    const MatrixView<const float> own{rows.data + first, std::min(block_rows, rows.rows - first), rows.columns, rows.stride};
    const Room& room = rooms[static_cast<std::size_t>(omp_get_thread_num())];
    BlockOfRows(forest, own, room, result.data + first * forest.base.size).predict();
  }
}

}  // namespace trainyard::kernels::trees::cpu
