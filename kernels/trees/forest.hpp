// Decision trees that are added up, as arrays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::trees {

/// Rows are predicted in groups of so many.
inline constexpr std::uint32_t group_rows = 8;

/// A split or a leaf. Which child a value goes to is one comparison, and a missing one (NaN), for which every comparison is false, goes to
/// the first: where missing values go right, the right child is the first, and both sides are compared with the opposite sign.
struct Node {
  float threshold = 0;         ///< goes to the second child: value >= threshold; infinite for a leaf, which no finite value reaches
  std::uint32_t place = 0;     ///< of the value in a group of rows: place_of(); 0 for a leaf
  std::uint32_t children = 0;  ///< the first child's offset in bytes, the second is behind it; a leaf's own, so that a walk stays there
  std::uint32_t extra = 0;     ///< of a leaf the bits of what it adds; of a split by categories where in Forest::words its set begins; or 0
};

/// Where in a group of rows the values of a column are, as they are or with the opposite sign.
constexpr std::uint32_t place_of(std::uint32_t column, bool opposite) { return (2 * column + (opposite ? 1 : 0)) * group_rows; }

struct Tree {
  std::uint32_t root = 0;       ///< its offset in bytes
  std::int32_t depth = 0;       ///< splits on the longest way to a leaf
  std::int32_t output = 0;      ///< to which sum it is added
  std::int32_t categories = 0;  ///< 1 where some node splits by categories
};

/// Trees on the host.
struct Forest {
  std::vector<Node> nodes;
  /// Sets of categories: a number of words n, then n words of 32 bits, lowest bits first. A split by categories sends those of its set to
  /// the second child, all others to the first, and missing values to the second where its place is of opposite signs, else to the first.
  std::vector<std::uint32_t> words = {0};
  std::vector<Tree> trees;
  std::vector<float> base;  ///< per output, what the trees' sum begins with
};

/// The same trees as the CPU evaluates them: coded_forest.hpp.
class CodedForest;
std::shared_ptr<const CodedForest> coded(const Forest& forest);

/// Trees on a device.
struct ForestView {
  View<const Node> nodes;
  View<const std::uint32_t> words;
  View<const Tree> trees;
  View<const float> base;
  const CodedForest* coded = nullptr;  ///< on the CPU, where it must be; null on a GPU
};

/// For the CPU, where a forest is already; valid while both live and do not change.
inline ForestView view_of(const Forest& forest, const CodedForest& coded) {
  return {{forest.nodes.data(), forest.nodes.size()},
          {forest.words.data(), forest.words.size()},
          {forest.trees.data(), forest.trees.size()},
          {forest.base.data(), forest.base.size()},
          &coded};
}

/// Owns a copy of a forest on the device of an Exec.
class DeviceForest {
 public:
  DeviceForest(const Exec& exec, const Forest& forest)
      : nodes_(exec, std::span(forest.nodes)),
        words_(exec, std::span(forest.words)),
        trees_(exec, std::span(forest.trees)),
        base_(exec, std::span(forest.base)),
        coded_(exec.on_gpu() ? nullptr : coded(forest)) {}

  [[nodiscard]] ForestView view() const { return {nodes_.view(), words_.view(), trees_.view(), base_.view(), coded_.get()}; }

 private:
  Buffer<Node> nodes_;
  Buffer<std::uint32_t> words_;
  Buffer<Tree> trees_;
  Buffer<float> base_;
  std::shared_ptr<const CodedForest> coded_;
};

}  // namespace trainyard::kernels::trees
