// The canonical order over tiles, as tree.hpp's, for arrays too large to keep one per tile.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace trainyard::kernels::reduce {

/// Adds arrays of one size, given one by one in the order of the tiles, to the bits that join_tiles gives; keeps no more of them than the
/// tree has levels. A leaf may also stand for a whole subtree of 2^k tiles (the last for fewer), if all do.
class TreeSum {
 public:
  void add(std::vector<double> next) {
    std::size_t level = 0;
    for (; !parts_.empty() && parts_.back().level == level; ++level) next = join_last(std::move(next));
    parts_.push_back({level, std::move(next)});
  }

  /// The sum of all; `size` zeros when there was none. Nothing is left.
  std::vector<double> finish(std::size_t size) {
    if (parts_.empty()) return std::vector<double>(size);
    std::vector<double> total = std::move(parts_.back().values);
    parts_.pop_back();
    while (!parts_.empty()) total = join_last(std::move(total));
    return total;
  }

 private:
  struct Part {
    std::size_t level;
    std::vector<double> values;
  };

  std::vector<double> join_last(std::vector<double> right) {
    std::vector<double> left = std::move(parts_.back().values);
    parts_.pop_back();
    for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
    return left;
  }

  std::vector<Part> parts_;  // levels fall from the first to the last
};

}  // namespace trainyard::kernels::reduce
