// Decision trees that are added up, as arrays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::trees {

/// A split or a leaf. Which child a value goes to is one comparison, and a missing one (NaN), for which every comparison is false, goes to
/// the first: where missing values go right, the right child is the first, and the sides are compared with their signs turned around.
struct Node {
  float threshold = 0;       ///< goes to the second child: value ^ sign >= threshold; infinite for a leaf, which no finite value reaches
  std::uint32_t sign = 0;    ///< 0, or the sign bit of a float
  std::uint32_t column = 0;  ///< 0 for a leaf
  std::int32_t first = 0;    ///< the children are first and first + 1; a leaf's own number, so that a walk stays there
};

struct Tree {
  std::int32_t root = 0;
  std::int32_t depth = 0;       ///< splits on the longest way to a leaf
  std::int32_t output = 0;      ///< to which sum it is added
  std::int32_t categories = 0;  ///< 1 where some node splits by categories
};

/// Trees on the host.
struct Forest {
  std::vector<Node> nodes;
  std::vector<float> values;  ///< per node; of a leaf, what it adds
  /// Per node: 0, or where in `words` its set of categories begins: a number of words n, then n words of 32 bits, lowest bits first. Such a
  /// node sends categories of the set to `first` + 1, all others to `first`, and missing values to `first` + (1 where sign is set). Empty
  /// where no tree has such a node.
  std::vector<std::int32_t> set_of_node;
  std::vector<std::uint32_t> words = {0};
  std::vector<Tree> trees;
  std::vector<float> base;  ///< per output, what the trees' sum begins with
};

/// Trees on a device.
struct ForestView {
  View<const Node> nodes;
  View<const float> values;
  View<const std::int32_t> set_of_node;
  View<const std::uint32_t> words;
  View<const Tree> trees;
  View<const float> base;
};

/// Owns a copy of a forest on the device of an Exec.
class DeviceForest {
 public:
  DeviceForest(const Exec& exec, const Forest& forest)
      : nodes_(exec, std::span(forest.nodes)),
        values_(exec, std::span(forest.values)),
        set_of_node_(exec, std::span(forest.set_of_node)),
        words_(exec, std::span(forest.words)),
        trees_(exec, std::span(forest.trees)),
        base_(exec, std::span(forest.base)) {}

  [[nodiscard]] ForestView view() const {
    return {nodes_.view(), values_.view(), set_of_node_.view(), words_.view(), trees_.view(), base_.view()};
  }

 private:
  Buffer<Node> nodes_;
  Buffer<float> values_;
  Buffer<std::int32_t> set_of_node_;
  Buffer<std::uint32_t> words_;
  Buffer<Tree> trees_;
  Buffer<float> base_;
};

}  // namespace trainyard::kernels::trees
