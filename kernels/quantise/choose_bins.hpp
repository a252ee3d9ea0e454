// The bins of one feature from its sorted values: see find_cuts for the rule.
#pragma once

#include <cmath>

#include "kernels/quantise/sorted_column.hpp"

namespace trainyard::kernels::quantise {

/// Finds, one after another, the runs of [0, size) that weigh at least a `parts`th of all. Such a run spans a multiple of that share.
class HeavyRuns {
 public:
  TRAINYARD_HOST_DEVICE HeavyRuns(const SortedColumn& column, std::size_t size, int parts)
      : column_(column), size_(size), parts_(parts), share_(column.weights.part(column.before(size), parts)) {
    next();
  }

  [[nodiscard]] TRAINYARD_HOST_DEVICE bool found() const { return begin_ < size_; }
  [[nodiscard]] TRAINYARD_HOST_DEVICE std::size_t begin() const { return begin_; }  ///< `size` when there is none
  [[nodiscard]] TRAINYARD_HOST_DEVICE std::size_t end() const { return end_; }

  TRAINYARD_HOST_DEVICE void next() {
    for (begin_ = size_; multiple_ <= parts_ && end_ < size_; ++multiple_) {
      const std::size_t row = column_.reaches(column_.weights.times(share_, multiple_), end_, size_);
      const std::size_t run_begin = column_.run_begin(row, end_);
      const std::size_t run_end = column_.run_end(row);
      if (column_.between(run_begin, run_end) < share_) continue;
      begin_ = run_begin;
      end_ = run_end;
      return;
    }
    end_ = size_;
  }

 private:
  const SortedColumn& column_;
  std::size_t size_;
  int parts_;
  int multiple_ = 1;
  Weight share_;
  std::size_t begin_ = 0, end_ = 0;
};

/// Gives the keys of the bins' lowest values to `out`, at most `most` of them.
class BinChooser {
 public:
  TRAINYARD_HOST_DEVICE BinChooser(const SortedColumn& column, int most, std::uint32_t* out)
      : column_(column), weights_(column.weights), most_(most), out_(out) {}

  /// Returns how many bins there are.
  TRAINYARD_HOST_DEVICE int choose() {
    if (one_for_each_value()) return count_;
    count_ = 0;
    const std::size_t largest = column_.run_begin(column_.size - 1, 0);
    if (column_.has_missing) {
      --most_;
      fill(largest);
      add(largest);
    } else {
      fill(column_.size);
    }
    return count_;
  }

 private:
  TRAINYARD_HOST_DEVICE void add(std::size_t first_row) { out_[count_++] = column_.keys[first_row]; }

  TRAINYARD_HOST_DEVICE bool one_for_each_value() {
    for (std::size_t row = 0; row < column_.size; row = column_.run_end(row)) {
      if (count_ == most_) return false;
      add(row);
    }
    return true;
  }

  /// The bins of [0, end): heavy runs alone, what is between two of them in as many bins as its weight is worth, one at least.
  TRAINYARD_HOST_DEVICE void fill(std::size_t end) {
    light_ = column_.before(end);
    bins_for_light_ = most_;
    for (HeavyRuns heavy(column_, end, most_); heavy.found(); heavy.next()) {
      light_ = weights_.minus(light_, column_.between(heavy.begin(), heavy.end()));
      --bins_for_light_;
    }
    std::size_t row = 0;
    for (HeavyRuns heavy(column_, end, most_); row < end; heavy.next()) {
      if (row < heavy.begin()) split(row, heavy.begin());
      if (heavy.found() && count_ < most_) add(heavy.begin());
      row = heavy.found() ? heavy.end() : end;
    }
  }

  TRAINYARD_HOST_DEVICE void split(std::size_t row, std::size_t end) {
    const Weight here = column_.between(row, end);
    const int bins_here = bins_for(here);
    light_ = weights_.minus(light_, here);
    bins_for_light_ -= bins_here;
    for (int bins = bins_here; bins > 0 && row < end && count_ < most_; --bins) {
      add(row);
      row = bins == 1 ? end : boundary(row, end, weights_.part(column_.between(row, end), bins));
    }
  }

  [[nodiscard]] TRAINYARD_HOST_DEVICE int bins_for(Weight here) const {
    const auto wanted = static_cast<int>(lround(weights_.ratio(here, bins_for_light_, light_)));
    return wanted > 1 ? wanted : 1;
  }

  /// Where a run ends that is nearest to `share` after `row`, at least one run on.
  [[nodiscard]] TRAINYARD_HOST_DEVICE std::size_t boundary(std::size_t row, std::size_t end, Weight share) const {
    const Weight wanted = weights_.plus(column_.before(row), share);
    const std::size_t middle = column_.reaches(wanted, row, end);
    const std::size_t begin = column_.run_begin(middle, row);
    const std::size_t behind = column_.run_end(middle);
    const Weight too_few = weights_.minus(wanted, column_.before(begin));
    const Weight too_many = weights_.minus(column_.before(behind), wanted);
    return begin == row || too_many < too_few ? behind : begin;
  }

  const SortedColumn& column_;
  Weights weights_;
  int most_;
  std::uint32_t* out_;
  int count_ = 0;
  Weight light_;            ///< of the light rows that have no bin yet
  int bins_for_light_ = 0;  ///< left for them; below 1 when heavy runs cut the light rows into many parts
};

}  // namespace trainyard::kernels::quantise
