// Trees for the CPU: each one complete, without addresses, its splits comparisons of bytes (value_codes.hpp).
//
// A tree that is not deep is a heap: the splits below place i are at 2 * i and, for values below the threshold, at 2 * i + 1; the root is
// at
// 1. A way down is then two instructions per split and no waiting for addresses, and the whole tree can be evaluated for many rows at once,
// without any way: each split is compared, and of the two numbers of leaves that come up one is kept. Leaves above the last level are there
// as often as they have places on it.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/trees/forest.hpp"
#include "kernels/trees/value_codes.hpp"

namespace trainyard::kernels::trees {

/// Beside the Forest that it was made of. Trees that split by categories, that are deeper than max_depth, or that have a threshold that is
/// no number are not coded: these are walked as Forest has them.
class CodedForest {
 public:
  static constexpr int min_depth = 3, max_depth = 8;

  /// Trees that follow one another: coded ones of one depth, or any that are not coded.
  struct Run {
    std::size_t tree = 0, trees = 0;  ///< which of the forest's
    int depth = 0;                    ///< of all of them, min_depth at least; 0: they are not coded
    std::size_t at = 0;               ///< where the first one's splits and leaves begin; size() further those of the next

    [[nodiscard]] bool is_coded() const { return depth > 0; }
    [[nodiscard]] std::size_t size() const { return std::size_t{1} << depth; }  ///< of a tree
  };

  explicit CodedForest(const Forest& forest);

  [[nodiscard]] const ValueCodes& codes() const { return codes_; }
  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }
  [[nodiscard]] const ValueCodes::Split* splits(const Run& run) const { return splits_.data() + run.at; }
  [[nodiscard]] const float* leaves(const Run& run) const { return leaves_.data() + run.at; }
  [[nodiscard]] bool has_walked() const { return has_walked_; }

 private:
  void add(const Forest& forest, const Tree& tree);
  void lay_out(const Forest& forest, std::uint32_t node, std::size_t place, int levels);

  ValueCodes codes_;
  std::vector<Run> runs_;
  std::vector<ValueCodes::Split> splits_;  ///< of a tree 2^depth, the first one unused
  std::vector<float> leaves_;              ///< as many: from what is not below any threshold to what is below all
  bool has_walked_ = false;
};

}  // namespace trainyard::kernels::trees
