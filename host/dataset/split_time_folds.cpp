// Folds in order of time: forward, or in blocks with rows to train on before and after.
#include <algorithm>

#include "host/dataset/split_timeline.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

std::string different_times(std::size_t rows, std::size_t times) {
  return "the " + std::to_string(rows) + " training rows are of " + std::to_string(times) + " different times, and ";
}

/// The training rows in order of time, cut into blocks, and what every row is to the folds.
struct Blocks {
  Timeline line;
  std::vector<std::size_t> starts;  ///< the first row of every block but the first
  std::vector<std::int32_t> validates;
  std::vector<FoldRange> ranges;

  // Cuts at the places nearest to `wanted` at which the time changes.
  Blocks(const SplitTask& task, const Split& split, const std::vector<std::size_t>& wanted)
      : line(task, fold_column(task), split.train), validates(line.rows.size()), ranges(line.rows.size()) {
    const auto edges = line.edges();
    if (edges.size() < wanted.size()) {
      throw Error(ExitCode::bad_data, different_times(line.rows.size(), edges.size() + 1) + std::to_string(task.options.folds) +
                                          " folds need " + std::to_string(wanted.size() + 1) + "; lower split.folds");
    }
    starts = nearest_edges(edges, wanted);
  }

  [[nodiscard]] std::size_t block_of(std::size_t i) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(starts, i) - starts.begin());
  }
  [[nodiscard]] std::int64_t first_time(std::size_t block) const { return line.times[block == 0 ? 0 : starts[block - 1]]; }
  [[nodiscard]] std::int64_t last_time(std::size_t block) const {
    return line.times[(block == starts.size() ? line.times.size() : starts[block]) - 1];
  }

  /// How many rows have each fold in their range.
  [[nodiscard]] std::vector<std::size_t> ranged(std::size_t folds) const {
    std::vector<std::size_t> counts(folds);
    for (const FoldRange& range : ranges) {
      for (auto k = range.from; k < range.until; ++k) ++counts[static_cast<std::size_t>(k)];
    }
    return counts;
  }

  // Back to the order of split.train.
  void give_to(Split& split, std::size_t folds, Split::Ranges kind) const {
    std::vector<std::int32_t> sorted_validates(split.train.size());
    std::vector<FoldRange> sorted_ranges(split.train.size());
    for (std::size_t i = 0; i < line.rows.size(); ++i) {
      const auto at = static_cast<std::size_t>(std::ranges::lower_bound(split.train, line.rows[i]) - split.train.begin());
      sorted_validates[at] = validates[i];
      sorted_ranges[at] = ranges[i];
    }
    split.set_folds(folds, std::move(sorted_validates), kind, std::move(sorted_ranges));
  }
};

// As TimeSeriesSplit cuts: folds + 1 blocks, of which the first takes what does not divide.
std::vector<std::size_t> forward_cuts(std::size_t rows, std::size_t folds) {
  std::vector<std::size_t> cuts;
  for (std::size_t left = folds; left > 0; --left) cuts.push_back(rows - left * (rows / (folds + 1)));
  return cuts;
}

// As KFold cuts: the first blocks take one more each of what does not divide.
std::vector<std::size_t> even_cuts(std::size_t rows, std::size_t folds) {
  std::vector<std::size_t> cuts;
  for (std::size_t k = 1; k < folds; ++k) cuts.push_back(k * (rows / folds) + std::min(k, rows % folds));
  return cuts;
}

void check_window(const Timeline& line, std::int64_t window) {
  if (window <= line.times.back() - line.times.front()) return;
  throw Error(ExitCode::bad_data, "split.window_size is longer than the time of the training rows, which are from " + line.range() +
                                      ": no window would slide; lower it, or take split.window out");
}

void check_forward(const Blocks& blocks, std::size_t folds) {
  if (blocks.ranges[0].from > 0) {
    throw Error(ExitCode::bad_data, "split.gap leaves no row to train the first fold, which has " + std::to_string(blocks.starts[0]) +
                                        " rows from " + format_timestamp(blocks.first_time(0)) + " and is validated from " +
                                        format_timestamp(blocks.first_time(1)) + "; lower split.gap or split.folds");
  }
  const auto trained = blocks.ranged(folds);
  const auto empty = static_cast<std::size_t>(std::ranges::find(trained, 0U) - trained.begin());
  if (empty == folds) return;
  throw Error(ExitCode::bad_data, "split.window_size leaves no row to train fold " + std::to_string(empty) + ", which is validated from " +
                                      format_timestamp(blocks.first_time(empty + 1)) + "; raise it");
}

}  // namespace

void fold_forward(const SplitTask& task, Split& split) {
  const auto folds = static_cast<std::size_t>(task.options.folds);
  Blocks blocks(task, split, forward_cuts(split.train.size(), folds));
  const std::int64_t gap = task.options.gap, window = task.options.window;
  if (window > 0) check_window(blocks.line, window);
  for (std::size_t i = 0; i < blocks.line.rows.size(); ++i) {
    const std::size_t block = blocks.block_of(i);
    const auto near = [&](std::size_t fold, std::int64_t span) { return blocks.line.times[i] + span > blocks.first_time(fold + 1); };
    std::size_t from = block;
    while (from < folds && near(from, gap)) ++from;
    std::size_t until = window > 0 ? from : folds;
    while (until < folds && near(until, gap + window)) ++until;
    blocks.validates[i] = static_cast<std::int32_t>(block) - 1;
    blocks.ranges[i] = {static_cast<std::int32_t>(from), static_cast<std::int32_t>(until)};
  }
  check_forward(blocks, folds);
  blocks.give_to(split, folds, Split::Ranges::trained);
}

void fold_in_blocks(const SplitTask& task, Split& split) {
  const auto folds = static_cast<std::size_t>(task.options.folds);
  Blocks blocks(task, split, even_cuts(split.train.size(), folds));
  for (std::size_t i = 0; i < blocks.line.rows.size(); ++i) {
    const std::size_t block = blocks.block_of(i);
    const std::int64_t time = blocks.line.times[i];
    std::size_t from = block, until = block + 1;
    while (from > 0 && blocks.last_time(from - 1) + task.options.gap > time) --from;
    while (until < folds && time + task.options.gap > blocks.first_time(until)) ++until;
    blocks.validates[i] = static_cast<std::int32_t>(block);
    blocks.ranges[i] = {static_cast<std::int32_t>(from), static_cast<std::int32_t>(until)};
  }
  const auto omitted = blocks.ranged(folds);
  const auto empty = static_cast<std::size_t>(std::ranges::find(omitted, split.train.size()) - omitted.begin());
  if (empty < folds) {
    throw Error(ExitCode::bad_data, "split.gap leaves no row to train fold " + std::to_string(empty) + ", which is validated from " +
                                        format_timestamp(blocks.first_time(empty)) + " to " + format_timestamp(blocks.last_time(empty)) +
                                        "; lower split.gap or split.folds");
  }
  blocks.give_to(split, folds, Split::Ranges::omitted);
}

}  // namespace trainyard::dataset
