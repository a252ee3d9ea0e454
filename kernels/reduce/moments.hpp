// Count, sum, mean, sum of squared deviations, smallest and largest of a column, in the canonical order: the bits of the result depend on
// the values and their row numbers alone, not on threads, device or how the rows were cut into runs.
//
//   rows in tiles of tile_rows by row number   in a tile: 32 lanes and a fixed tree (base/lanes_cpu.cuh)   tiles: a fixed tree (tree.hpp)
//
// A tile's deviations are taken around its own mean in a second pass, with the rounding of that mean corrected; tiles are joined with the
// formulas of Chan, Golub and LeVeque (1979), their means in two doubles: rounded, the difference of two means near 1e9 would be off by
// 1e-7. So a column of mean 1e9 and deviation 1 keeps more than ten digits of its variance.
//
// NaN is missing and skipped. -0.0 counts as 0.0. Infinite values count: they show in min and max; sum and mean are infinite, or NaN with
// both signs; m2 is NaN. So it is when the sum of finite values is beyond the largest double. A column of one repeated finite value has
// exactly that mean and m2 = 0 (unless its sum overflows within a tile). Every NaN given is std::numeric_limits' quiet NaN.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"
#include "kernels/reduce/numbers.hpp"
#include "kernels/reduce/tree.hpp"

namespace trainyard::kernels::reduce {

struct Moments {
  std::int64_t count = 0;    ///< values that are not missing
  std::int64_t missing = 0;  ///< NaN
  double sum = 0.0;          ///< 0 when count is 0
  double mean = 0.0;         ///< NaN when count is 0
  double mean_rest = 0.0;    ///< what the rounding of mean left out, to be added to it; 0 where there is no finite mean
  double m2 = 0.0;           ///< sum of (x - mean)^2, never negative; 0 when count is 0
  double min = 0.0;          ///< NaN when count is 0
  double max = 0.0;          ///< NaN when count is 0

  /// m2 / (count - ddof); NaN when there are no more values than `ddof`. ddof 0 is the population's variance, as StandardScaler takes it.
  [[nodiscard]] double variance(int ddof = 0) const;
};

/// The moments of a run of rows [begin, end) in a form that neighbouring runs can be joined with: whole tiles are reduced, the values of
/// the tiles that the run only touches (fewer than tile_rows at either end) are kept. A run need not begin or end at a tile.
class MomentsPartial {
 public:
  /// No rows, standing at row `begin`.
  explicit MomentsPartial(std::size_t begin = 0) : begin_(begin), end_(begin) {}
  /// From its parts, as kernels make it: `head` up to the first tile's beginning, `tiles`, `tail` from the last tile's end. A run that
  /// reaches no tile's beginning is all head. Throws std::invalid_argument when the parts do not fit these places.
  MomentsPartial(std::size_t begin, std::vector<double> head, std::vector<Moments> tiles, std::vector<double> tail);

  [[nodiscard]] std::size_t begin() const noexcept { return begin_; }
  [[nodiscard]] std::size_t end() const noexcept { return end_; }

  /// Joins with the run that follows. Throws std::invalid_argument unless right.begin() is left.end().
  static MomentsPartial merge(MomentsPartial left, const MomentsPartial& right);

  /// The moments of the rows [0, end). Throws std::logic_error unless begin() is 0.
  [[nodiscard]] Moments finish() const;

 private:
  [[nodiscard]] std::size_t first_tile() const noexcept { return (begin_ + tile_rows - 1) / tile_rows * tile_rows; }
  [[nodiscard]] bool reaches_a_tile() const noexcept { return end_ >= first_tile(); }

  std::size_t begin_;
  std::size_t end_;
  std::vector<double> head_;
  std::vector<Moments> tiles_;
  std::vector<double> tail_;
};

/// The rows of `values` are rows first_row, first_row + 1, … of the whole column.
TRAINYARD_KERNEL(moments_partial, MomentsPartial(const Exec&, ColumnView values, std::size_t first_row));

/// The moments of a whole column.
Moments moments(const Exec& exec, const Numbers& numbers);
Moments moments(const Exec& exec, ColumnView values);

}  // namespace trainyard::kernels::reduce
