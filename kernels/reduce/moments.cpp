#include "kernels/reduce/moments.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "kernels/reduce/tile_moments.cuh"

namespace trainyard::kernels::reduce {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void append(std::vector<double>& to, const std::vector<double>& values) { to.insert(to.end(), values.begin(), values.end()); }

Moments reduce_tile(const std::vector<double>& values) { return cpu::tile_moments(cpu::Lanes{}, values.data(), values.size()); }

// Chan's formulas. Infinite means are added, so that one sign stays and two give NaN.
Moments join(const Moments& left, const Moments& right) {
  Moments both = left.count == 0 ? right : left;
  both.missing = left.missing + right.missing;
  if (left.count == 0 || right.count == 0) return both;
  both.count = left.count + right.count;
  both.sum = left.sum + right.sum;
  both.min = cpu::Smaller{}(left.min, right.min);
  both.max = cpu::Larger{}(left.max, right.max);
  if (!std::isfinite(left.mean) || !std::isfinite(right.mean)) {
    both.mean = left.mean + right.mean;
    both.mean_rest = 0.0;
    both.m2 = nan;
    return both;
  }
  const double delta = (right.mean - left.mean) + (right.mean_rest - left.mean_rest);
  const double share = static_cast<double>(right.count) / static_cast<double>(both.count);
  cpu::add_to_mean(both, delta * share);
  both.m2 = left.m2 + right.m2 + delta * delta * (static_cast<double>(left.count) * share);
  return both;
}

double one_nan(double value) { return std::isnan(value) ? nan : value; }

}  // namespace

double Moments::variance(int ddof) const { return count > ddof ? m2 / static_cast<double>(count - ddof) : nan; }

MomentsPartial::MomentsPartial(std::size_t begin, std::vector<double> head, std::vector<Moments> tiles, std::vector<double> tail)
    : begin_(begin),
      end_(begin + head.size() + tiles.size() * tile_rows + tail.size()),
      head_(std::move(head)),
      tiles_(std::move(tiles)),
      tail_(std::move(tail)) {
  const std::size_t to_tile = first_tile() - begin_;
  const bool only_head = tiles_.empty() && tail_.empty();
  if (head_.size() > to_tile || (head_.size() < to_tile && !only_head) || tail_.size() >= tile_rows) {
    throw std::invalid_argument("MomentsPartial: a run from row " + std::to_string(begin) + " with " + std::to_string(head_.size()) +
                                " rows before its first tile and " + std::to_string(tail_.size()) + " behind its last");
  }
}

MomentsPartial MomentsPartial::merge(MomentsPartial left, const MomentsPartial& right) {
  if (left.end_ != right.begin_) {
    throw std::invalid_argument("MomentsPartial: the left run ends before row " + std::to_string(left.end_) + ", the right one begins at " +
                                std::to_string(right.begin_));
  }
  const bool open_tile = left.reaches_a_tile();
  left.end_ = right.end_;
  append(open_tile ? left.tail_ : left.head_, right.head_);
  if (!right.reaches_a_tile()) return left;
  // Right reaches a tile's beginning, so what was open is now whole.
  if (open_tile && !left.tail_.empty()) left.tiles_.push_back(reduce_tile(left.tail_));
  left.tiles_.insert(left.tiles_.end(), right.tiles_.begin(), right.tiles_.end());
  left.tail_ = right.tail_;
  return left;
}

Moments MomentsPartial::finish() const {
  if (begin_ != 0) throw std::logic_error("MomentsPartial: the rows before row " + std::to_string(begin_) + " are not merged in");
  std::vector<Moments> tiles = tiles_;
  if (!tail_.empty()) tiles.push_back(reduce_tile(tail_));
  Moments all = join_tiles(std::move(tiles), Moments{}, join);
  if (all.count == 0) all.mean = all.min = all.max = nan;
  all.sum = one_nan(all.sum);
  all.mean = one_nan(all.mean);
  all.m2 = one_nan(all.m2);
  return all;
}

Moments moments(const Exec& exec, const Numbers& numbers) {
  MomentsPartial all;
  numbers.each([&](ColumnView block, std::size_t first_row) {
    all = MomentsPartial::merge(std::move(all), moments_partial(exec, block, first_row));
  });
  return all.finish();
}

Moments moments(const Exec& exec, ColumnView values) { return moments(exec, WholeColumn(values)); }

}  // namespace trainyard::kernels::reduce
