// The layout is that of XGBoost 3.2's model schema (https://xgboost.readthedocs.io/en/release_3.2.0/tutorials/saving_model.html).
#include "host/models/batched/export.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

#include "host/models/xgboost/library.hpp"

namespace trainyard::models::batched {
namespace {

using kernels::trees::BoostedNode;
using kernels::trees::BoostedTree;
using nlohmann::ordered_json;

constexpr std::int32_t no_parent = std::numeric_limits<std::int32_t>::max();

std::string shortest(float value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

/// JSON has no infinity: beyond every value but the largest there is.
float finite(float threshold) { return std::clamp(threshold, std::numeric_limits<float>::lowest(), std::numeric_limits<float>::max()); }

ordered_json tree_json(const BoostedTree& tree, std::size_t id, const std::string& columns) {
  const std::size_t count = tree.nodes.size();
  std::vector<std::int32_t> left, right, parents(count, no_parent), indices;
  std::vector<float> conditions, weights, gains, hessians;
  std::vector<std::uint8_t> default_left;
  for (std::size_t i = 0; i < count; ++i) {
    const BoostedNode& node = tree.nodes[i];
    const bool is_leaf = node.left == 0;
    left.push_back(is_leaf ? -1 : static_cast<std::int32_t>(node.left));
    right.push_back(is_leaf ? -1 : static_cast<std::int32_t>(node.left + 1));
    indices.push_back(static_cast<std::int32_t>(node.feature));
    conditions.push_back(is_leaf ? node.value : finite(node.threshold));
    weights.push_back(node.weight);
    gains.push_back(node.gain);
    hessians.push_back(node.cover);
    default_left.push_back(node.default_left ? 1 : 0);
    if (!is_leaf) parents[node.left] = parents[node.left + 1] = static_cast<std::int32_t>(i);
  }
  return {
      {"base_weights", weights},
      {"categories", ordered_json::array()},
      {"categories_nodes", ordered_json::array()},
      {"categories_segments", ordered_json::array()},
      {"categories_sizes", ordered_json::array()},
      {"default_left", default_left},
      {"id", id},
      {"left_children", left},
      {"loss_changes", gains},
      {"parents", parents},
      {"right_children", right},
      {"split_conditions", conditions},
      {"split_indices", indices},
      {"split_type", std::vector<std::uint8_t>(count)},
      {"sum_hessian", hessians},
      {"tree_param", {{"num_deleted", "0"}, {"num_feature", columns}, {"num_nodes", std::to_string(count)}, {"size_leaf_vector", "1"}}}};
}

/// The trees, with the output of each and where each round begins.
ordered_json trees_json(const Boosted& model) {
  ordered_json trees = ordered_json::array(), outputs = ordered_json::array(), rounds = ordered_json::array();
  for (std::size_t t = 0; t < model.trees.size(); ++t) {
    if (t % model.trees_per_round() == 0) rounds.push_back(t);
    outputs.push_back(model.trees[t].output);
    trees.push_back(tree_json(model.trees[t], t, std::to_string(model.columns)));
  }
  rounds.push_back(model.trees.size());
  return {{"cats", {{"enc", ordered_json::array()}, {"feature_segments", ordered_json::array()}, {"sorted_idx", ordered_json::array()}}},
          {"gbtree_model_param",
           {{"num_parallel_tree", std::to_string(model.num_parallel_tree)}, {"num_trees", std::to_string(model.trees.size())}}},
          {"iteration_indptr", std::move(rounds)},
          {"tree_info", std::move(outputs)},
          {"trees", std::move(trees)}};
}

ordered_json objective_json(const Boosted& model) {
  ordered_json out = {{"name", model.objective}};
  if (model.target.task == Task::multiclass) {
    out["softmax_multiclass_param"] = {{"num_class", std::to_string(model.target.classes)}};
  } else {
    out["reg_loss_param"] = {{"scale_pos_weight", shortest(model.scale_pos_weight)}};
  }
  return out;
}

ordered_json model_json(const Boosted& model) {
  std::string base;
  for (const float score : model.base_score) base += (base.empty() ? "[" : ",") + shortest(score);
  const int classes = model.target.task == Task::multiclass ? model.target.classes : 0;
  return {{"learner",
           {{"attributes", ordered_json::object()},
            {"feature_names", ordered_json::array()},
            {"feature_types", ordered_json::array()},
            {"gradient_booster", {{"model", trees_json(model)}, {"name", "gbtree"}}},
            {"learner_model_param",
             {{"base_score", base + "]"},
              {"boost_from_average", "1"},
              {"num_class", std::to_string(classes)},
              {"num_feature", std::to_string(model.columns)},
              {"num_target", "1"}}},
            {"objective", objective_json(model)}}},
          {"version", {3, 2, 0}}};
}

}  // namespace

std::string to_xgboost(const Boosted& model) {
  const xgboost::Library& library = xgboost::Library::get();
  const xgboost::Warnings warnings(library);
  const std::string text = model_json(model).dump();
  xgboost::OwnedBooster booster(library);
  library.check(library.api().XGBoosterCreate(nullptr, 0, booster.out()), "it made room for a model", ExitCode::bug);
  library.check(library.api().XGBoosterLoadModelFromBuffer(booster.get(), text.data(), text.size()), "it read our trees", ExitCode::bug);
  return xgboost::bytes_of(booster);
}

}  // namespace trainyard::models::batched
