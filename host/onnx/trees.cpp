#include <bit>
#include <cmath>
#include <limits>

#include "host/onnx/category_splits.hpp"
#include "host/onnx/models.hpp"

namespace trainyard::onnx {
namespace {

using kernels::trees::Forest;
using kernels::trees::Node;
using kernels::trees::Tree;

/// Trees as the attributes of TreeEnsembleRegressor, each with an output of its own, whose sums are taken in order afterwards: what the
/// operator adds up itself it may add up in any order.
struct Ensemble {
  std::vector<std::int64_t> tree, node, feature, when_true, when_false, missing_is_true;
  std::vector<float> value;
  std::vector<std::string> mode;
  std::vector<std::int64_t> leaf_tree, leaf_node, leaf_output;
  std::vector<float> leaf_value;
  std::int64_t trees = 0;

  void add_node(std::int64_t id, const char* kind, std::int64_t column, float threshold) {
    tree.push_back(trees);
    node.push_back(id);
    mode.emplace_back(kind);
    feature.push_back(column);
    value.push_back(threshold);
    when_true.push_back(0);
    when_false.push_back(0);
    missing_is_true.push_back(0);
  }

  void add_leaf(std::int64_t id, float adds) {
    add_node(id, "LEAF", 0, 0.0F);
    leaf_tree.push_back(trees);
    leaf_node.push_back(id);
    leaf_output.push_back(trees);
    leaf_value.push_back(adds);
  }

  void add_constant(float adds) {
    add_leaf(0, adds);
    ++trees;
  }

  void add(const Forest& forest, const CategorySplits& splits, const Tree& from) {
    std::vector<std::size_t> at = {from.root / sizeof(Node)};
    for (std::size_t i = 0; i < at.size(); ++i) {
      const Node& one = forest.nodes[at[i]];
      const auto id = static_cast<std::int64_t>(i);
      if (one.children == at[i] * sizeof(Node)) {
        add_leaf(id, std::bit_cast<float>(one.extra));
        continue;
      }
      // The first child is that of missing values; which side of the threshold it is on, the sign tells.
      const std::uint32_t place = one.place / kernels::trees::group_rows;
      const bool opposite = place % 2 == 1;
      const auto first = static_cast<std::int64_t>(at.size()), second = first + 1;
      const bool by_category = CategorySplits::is_one(forest, at[i]);
      if (by_category) {
        add_node(id, "BRANCH_LT", splits.place_of(one), 0.5F);
      } else {
        const float threshold = opposite ? -std::nextafter(one.threshold, -std::numeric_limits<float>::infinity()) : one.threshold;
        add_node(id, "BRANCH_LT", static_cast<std::int64_t>(place / 2), threshold);
      }
      when_true.back() = opposite && !by_category ? second : first;
      when_false.back() = opposite && !by_category ? first : second;
      missing_is_true.back() = opposite ? 0 : 1;
      const std::size_t children = one.children / sizeof(Node);
      at.push_back(children);
      at.push_back(children + 1);
    }
    ++trees;
  }

  [[nodiscard]] std::vector<Attribute> attributes() const {
    return {{"n_targets", trees},
            {"nodes_treeids", tree},
            {"nodes_nodeids", node},
            {"nodes_featureids", feature},
            {"nodes_modes", mode},
            {"nodes_values", value},
            {"nodes_truenodeids", when_true},
            {"nodes_falsenodeids", when_false},
            {"nodes_missing_value_tracks_true", missing_is_true},
            {"target_treeids", leaf_tree},
            {"target_nodeids", leaf_node},
            {"target_ids", leaf_output},
            {"target_weights", leaf_value}};
  }
};

}  // namespace

Tensor margins(const models::xgboost::TreeModel& model, const Tensor& features) {
  Graph& graph = *features.graph;
  const Forest& forest = model.forest;
  const CategorySplits splits(forest, model.columns);
  Ensemble ensemble;
  std::vector<std::int64_t> ends;
  for (std::size_t k = 0; k < forest.base.size(); ++k) {
    ensemble.add_constant(forest.base[k]);
    for (const Tree& tree : forest.trees) {
      if (tree.output == static_cast<std::int32_t>(k)) ensemble.add(forest, splits, tree);
    }
    ends.push_back(ensemble.trees);
  }
  const Tensor leaves = graph.ml_node("TreeEnsembleRegressor", {splits.beside_features(features)}, ensemble.attributes());
  const std::vector<std::int64_t> axis{1};
  std::vector<Tensor> sums;
  std::int64_t first = 0;
  for (const std::int64_t end : ends) {
    Tensor own = leaves;
    if (ends.size() > 1) {
      const std::vector<std::int64_t> from{first}, to{end};
      own = graph.node("Slice", {leaves, graph.integers(from, {1}), graph.integers(to, {1}), graph.integers(axis, {1})});
    }
    sums.push_back(columns(graph.node("CumSum", {own, graph.integers(axis, {})}), {end - first - 1}));
    first = end;
  }
  return beside(sums);
}

}  // namespace trainyard::onnx
