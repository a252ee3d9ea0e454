#include "kernels/trees/coded_margins.hpp"

#include <algorithm>
#include <memory>
#include <omp.h>
#include <utility>

#include "kernels/trees/coded_forest.hpp"
#include "kernels/trees/tree_pass.hpp"
#include "kernels/trees/vectors.hpp"
#include "kernels/trees/walk.cuh"

namespace trainyard::kernels::trees::cpu {
namespace {

using kernels::cpu::run_rows;
using Run = CodedForest::Run;

constexpr std::size_t worth_a_pass = 16;  // fewer rows take less time one by one
constexpr std::size_t added_at_once = 4;  // trees
constexpr std::size_t ways_at_once = 8;   // each waits for its next split, and the processor works on the others

/// What a thread works in.
struct Room {
  std::unique_ptr<std::uint8_t[]> codes;
  std::unique_ptr<std::uint32_t[]> row_codes;
  std::unique_ptr<float[]> groups;

  Room() = default;
  Room(const CodedForest& coded, std::size_t rows, std::size_t columns) {
    const std::size_t places = std::max<std::size_t>(1, coded.codes().places());
    if (rows >= worth_a_pass) codes = std::make_unique<std::uint8_t[]>(places * run_rows);
    row_codes = std::make_unique<std::uint32_t[]>(places);
    if (coded.has_walked()) groups = std::make_unique<float[]>(group_values(rows, columns));
  }
};

/// The way of one row through `trees` trees of a run: which leaf of all their leaves it reaches in each.
template <int depth, std::size_t trees>
void find_ways(const ValueCodes::Split* splits, const std::uint32_t* codes, std::size_t (&leaves)[trees]) {
  constexpr std::size_t size = std::size_t{1} << depth;
  std::size_t at[trees];
  for (std::size_t& one : at) one = 1;
  for (int level = 0; level < depth; ++level) {
    for (std::size_t k = 0; k < trees; ++k) {
      const std::uint32_t split = splits[k * size + at[k]].word();
      std::size_t children = 2 * at[k];
      asm("" : "+r"(children));  // else the compiler makes four instructions of the addition with carry below
      at[k] = children + (codes[split % ValueCodes::most_places] < split ? 1 : 0);
    }
  }
  for (std::size_t k = 0; k < trees; ++k) leaves[k] = k * size + at[k] - size;
}

struct CodedMargins {
  const ForestView& forest;
  const MatrixView<const float>& rows;
  float* result;
  const Room* rooms;  ///< per thread
  bool parallel;

  [[nodiscard]] const CodedForest& coded() const { return *forest.coded; }
  [[nodiscard]] float* result_of(std::size_t row) const { return result + row * forest.base.size; }
  [[nodiscard]] View<const Tree> trees(const Run& run) const { return {forest.trees.data + run.tree, run.trees}; }

  /// Rows from `first` on, once they are groups.
  [[nodiscard]] Walk walk(std::size_t first, const Room& room) const { return {forest, room.groups.get(), rows.columns, result_of(first)}; }

  void make_groups(std::size_t first, std::size_t count, const Room& room) const {
    if (coded().has_walked()) Group{{rows.data + first, count, rows.columns, rows.stride}, room.groups.get()}(0, count);
  }

  /// out[row * outputs] += the row's leaf, of `some` trees of a run from `tree` on, one after the other.
  void add_leaves(const Run& run, std::size_t tree, std::size_t some, const std::uint8_t (&found)[added_at_once][PassBytes::rows],
                  std::size_t count, float* out) const {
    const std::size_t size = run.size(), outputs = forest.base.size;
    const float* const leaves = coded().leaves(run) + tree * size;
    if (some == added_at_once && outputs == 1) {
      for (std::size_t r = 0; r < count; ++r) {
        float sum = out[r];
        for (std::size_t k = 0; k < added_at_once; ++k) sum += leaves[k * size + found[k][r]];
        out[r] = sum;
      }
      return;
    }
    for (std::size_t k = 0; k < some; ++k) {
      float* const own = out + trees(run).data[tree + k].output;
      for (std::size_t r = 0; r < count; ++r) own[r * outputs] += leaves[k * size + found[k][r]];
    }
  }

  void add_run(const Run& run, const std::uint8_t* codes, std::size_t count, float* out) const {
    std::uint8_t found[added_at_once][PassBytes::rows];
    for (std::size_t tree = 0; tree < run.trees; tree += added_at_once) {
      const std::size_t some = std::min(added_at_once, run.trees - tree);
      for (std::size_t at = 0; at < count; at += PassBytes::rows) {
        for (std::size_t k = 0; k < some; ++k) find_leaves(coded().splits(run) + (tree + k) * run.size(), run.depth, codes + at, found[k]);
        add_leaves(run, tree, some, found, std::min(PassBytes::rows, count - at), out + at * forest.base.size);
      }
    }
  }

  void add_rows(std::size_t first, std::size_t count, const Room& room) const {
    coded().codes().find(rows, first, count, room.codes.get());
    make_groups(first, count, room);
    for (const Run& run : coded().runs()) {
      if (run.is_coded()) {
        add_run(run, room.codes.get(), count, result_of(first));
      } else {
        walk(first, room).add(0, count, trees(run));
      }
    }
  }

  template <int depth, std::size_t some>
  void add_ways(const Run& run, std::size_t tree, const std::uint32_t* codes, float* out) const {
    std::size_t found[some];
    find_ways<depth>(coded().splits(run) + tree * run.size(), codes, found);
    const float* const leaves = coded().leaves(run) + tree * run.size();
    if (forest.base.size == 1) {
      float sum = out[0];
      for (const std::size_t leaf : found) sum += leaves[leaf];
      out[0] = sum;
      return;
    }
    for (std::size_t k = 0; k < some; ++k) out[trees(run).data[tree + k].output] += leaves[found[k]];
  }

  template <int depth>
  void add_row_of(const Run& run, const std::uint32_t* codes, float* out) const {
    std::size_t tree = 0;
    for (; tree + ways_at_once <= run.trees; tree += ways_at_once) add_ways<depth, ways_at_once>(run, tree, codes, out);
    for (; tree < run.trees; ++tree) add_ways<depth, 1>(run, tree, codes, out);
  }

  /// By the run's depth, of which there are few.
  template <int... above_min>
  void add_row_of(const Run& run, const std::uint32_t* codes, float* out, std::integer_sequence<int, above_min...>) const {
    ((run.depth == CodedForest::min_depth + above_min ? add_row_of<CodedForest::min_depth + above_min>(run, codes, out) : void()), ...);
  }

  void add_row(std::size_t row, const Room& room) const {
    coded().codes().find(rows, row, room.row_codes.get());
    make_groups(row, 1, room);
    for (const Run& run : coded().runs()) {
      if (run.is_coded()) {
        constexpr int depths = CodedForest::max_depth - CodedForest::min_depth + 1;
        add_row_of(run, room.row_codes.get(), result_of(row), std::make_integer_sequence<int, depths>());
      } else {
        walk(row, room).add(0, 1, trees(run));
      }
    }
  }

  void operator()(std::size_t first, std::size_t count) const {
    const Room& room = rooms[parallel ? omp_get_thread_num() : 0];
    const std::size_t rest = count % PassBytes::rows, in_passes = rest < worth_a_pass ? count - rest : count;
    walk(0, room).begin(first, count);
    if (in_passes > 0) add_rows(first, in_passes, room);
    for (std::size_t row = first + in_passes; row < first + count; ++row) add_row(row, room);
  }
};

void margins_of(const Exec& exec, const ForestView& forest, const MatrixView<const float>& rows, float* result) {
  if (rows.rows <= run_rows) {  // without OpenMP, which takes longer to begin than a row does
    const Room room(*forest.coded, rows.rows, rows.columns);
    return trees::run(CodedMargins{forest, rows, result, &room, false}, rows.rows);
  }
  std::vector<Room> rooms;
  const std::size_t runs = (rows.rows + run_rows - 1) / run_rows, threads = static_cast<std::size_t>(exec.threads);
  for (std::size_t i = 0; i < std::min(runs, threads); ++i) rooms.emplace_back(*forest.coded, run_rows, rows.columns);
  kernels::cpu::for_each_run(exec, rows.rows, CodedMargins{forest, rows, result, rooms.data(), true});
}

}  // namespace
}  // namespace trainyard::kernels::trees::cpu

namespace trainyard::kernels::trees {

void coded_margins(const Exec& exec, const ForestView& forest, MatrixView<const float> rows, View<float> result) {
  cpu::margins_of(exec, forest, rows, result.data);
}

}  // namespace trainyard::kernels::trees
