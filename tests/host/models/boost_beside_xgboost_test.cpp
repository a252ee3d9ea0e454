// The batched booster's trees beside XGBoost's own, node by node. XGBoost is given one value per bin, and so has the same cuts.
#include "kernels/trees/boost.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>

#include "host/models/xgboost/trees.hpp"
#include "kernels/quantise/bins.hpp"
#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

using kernels::MatrixView;
using kernels::View;
using kernels::quantise::Cuts;
using kernels::trees::BinnedRows;
using kernels::trees::BoostedNode;
using kernels::trees::BoostedTree;
using kernels::trees::Booster;
using kernels::trees::BoostParams;
using kernels::trees::Objective;
using nlohmann::json;
using testing::Rows;

MatrixView<const float> view(const features::Matrix& x) { return {x.values.data(), x.rows, x.columns, x.rows}; }

struct Case {
  Rows rows;
  BoostParams params;
  int rounds = 3;
  int max_bins = 256;
};

/// `data` with one value for each bin.
Rows on_bins(Rows data, const Cuts& cuts) {
  std::vector<std::uint8_t> bins(data.x.values.size());
  kernels::quantise::quantise(Exec{}, view(data.x), cuts, {bins.data(), bins.size()});
  kernels::quantise::representatives(Exec{}, {bins.data(), bins.size()}, cuts,
                                     {data.x.values.data(), data.x.rows, data.x.columns, data.x.rows});
  return data;
}

Params xgboosts(const Case& one) {
  const BoostParams& params = one.params;
  Params out = {{"n_estimators", one.rounds},
                {"learning_rate", params.learning_rate},
                {"max_depth", params.max_depth},
                {"min_child_weight", params.min_child_weight},
                {"reg_lambda", params.lambda},
                {"reg_alpha", params.alpha},
                {"gamma", params.gamma},
                {"max_delta_step", params.max_delta_step},
                {"num_parallel_tree", params.num_parallel_tree}};
  switch (params.objective) {
    case Objective::squared_error:
      out["objective"] = "reg:squarederror";
      break;
    case Objective::logistic:
      out["objective"] = "binary:logistic";
      break;
    case Objective::softmax:
      out["objective"] = "multi:softprob";
      break;
  }
  if (params.objective == Objective::logistic) out["scale_pos_weight"] = params.scale_pos_weight;
  return out;
}

/// Which rows have a value missing that a node splits on.
std::vector<bool> sees_missing(const BoostedTree& tree, const features::Matrix& x) {
  std::vector<bool> seen(tree.nodes.size());
  for (std::size_t row = 0; row < x.rows; ++row) {
    for (std::size_t at = 0; tree.nodes[at].left != 0;) {
      const BoostedNode& node = tree.nodes[at];
      const float value = x.column(node.feature)[row];
      if (std::isnan(value)) seen[at] = true;
      at = node.left + ((std::isnan(value) ? node.default_left : value < node.threshold) ? 0 : 1);
    }
  }
  return seen;
}

/// Whether XGBoost made another split of the same gain: its sums of doubles and our sums of whole numbers are rounded otherwise, and what
/// ties, or brings nothing, may then part by the last bit of a float.
bool is_tie(const BoostedNode& node, const json& tree, std::size_t i, float lambda) {
  if (node.left == 0 || tree["left_children"][i] == -1) return false;
  const float xgboosts = tree["split_conditions"][i];
  if (node.feature == tree["split_indices"][i] && (!std::isfinite(node.threshold) || node.threshold == xgboosts)) return false;
  const float unsplit = node.weight * node.weight * (node.cover + lambda);
  return std::fabs(node.gain - tree["loss_changes"][i].get<float>()) <= 0x1p-22F * (node.gain + unsplit);
}

void expect_node(const BoostedNode& node, const json& tree, std::size_t i, bool sees_missing) {
  ASSERT_EQ(node.left == 0 ? -1 : static_cast<int>(node.left), tree["left_children"][i]);
  EXPECT_NEAR(node.cover, tree["sum_hessian"][i].get<float>(), 1e-5F * node.cover);
  EXPECT_NEAR(node.weight, tree["base_weights"][i].get<float>(), 2e-5F * std::fabs(node.weight) + 1e-6F);
  if (node.left == 0) {
    EXPECT_NEAR(node.value, tree["split_conditions"][i].get<float>(), 2e-5F * std::fabs(node.value) + 1e-6F);
    return;
  }
  ASSERT_EQ(node.left + 1, tree["right_children"][i]);
  ASSERT_EQ(node.feature, tree["split_indices"][i]);
  EXPECT_NEAR(node.gain, tree["loss_changes"][i].get<float>(), 1e-4F * node.gain + 1e-4F);
  // Where missing values alone go to one side, XGBoost has a number beyond its values.
  if (std::isfinite(node.threshold)) {
    ASSERT_EQ(node.threshold, tree["split_conditions"][i].get<float>());
  }
  // Else nothing depends on it.
  if (sees_missing) {
    EXPECT_EQ(node.default_left, tree["default_left"][i].get<int>() != 0);
  }
}

/// Up to the first tie. Returns whether there was one.
bool expect_xgboosts_trees(const Case& one) {
  const Rows& data = one.rows;
  // XGBoost takes no cuts from rows that weigh nothing.
  const std::vector<double> weight(data.weight.begin(), data.weight.end());
  const Cuts cuts = kernels::quantise::find_cuts(Exec{}, view(data.x), {weight.data(), weight.size()}, one.max_bins);
  const auto model = testing::fit(family("xgboost"), on_bins(data, cuts), xgboosts(one));
  const std::vector<float> base = xgboost::read_trees(model->to_bytes()).forest.base;
  const json file = json::from_ubjson(model->to_bytes());
  const json& trees = file["learner"]["gradient_booster"]["model"]["trees"];

  Booster booster(Exec{}, one.params, BinnedRows(Exec{}, view(data.x), cuts), {data.y.data(), data.y.size()},
                  {data.weight.data(), data.weight.size()}, base);
  for (int round = 0; round < one.rounds; ++round) booster.update();
  EXPECT_EQ(booster.trees().size(), trees.size());
  for (std::size_t t = 0; t < std::min(booster.trees().size(), trees.size()); ++t) {
    const BoostedTree& tree = booster.trees()[t];
    const std::vector<bool> missing = sees_missing(tree, data.x);
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
      SCOPED_TRACE("tree " + std::to_string(t) + ", node " + std::to_string(i));
      if (i < trees[t]["left_children"].size() && is_tie(tree.nodes[i], trees[t], i, one.params.lambda)) return true;
      expect_node(tree.nodes[i], trees[t], i, missing[i]);
      if (::testing::Test::HasFatalFailure()) return false;
    }
    EXPECT_EQ(tree.nodes.size(), trees[t]["left_children"].size()) << "tree " << t;
  }
  return false;
}

Rows weighted(Rows data) {
  std::mt19937 random(3);
  for (std::size_t row = 0; row < data.y.size(); ++row) data.weight.push_back(0.25F * static_cast<float>(random() % 9));
  return data;
}

Rows rows_of(Objective objective, std::size_t count) {
  if (objective == Objective::squared_error) return testing::rows(count);
  return testing::classes_of(testing::rows(count), objective == Objective::logistic ? 2 : 3);
}

BoostParams params_of(Objective objective) {
  return {.objective = objective, .outputs = objective == Objective::softmax ? std::size_t{3} : 1, .max_depth = 4};
}

// Classes of equal margins have gradients of two values, so that splits tie often.
constexpr int most_ties_of_classes = 2;

TEST(BoosterBesideXgboost, GrowsItsTreesForEveryObjective) {
  for (const Objective objective : {Objective::squared_error, Objective::logistic, Objective::softmax}) {
    SCOPED_TRACE(static_cast<int>(objective));
    int ties = 0;
    ties += expect_xgboosts_trees({rows_of(objective, 250), params_of(objective)});
    ties += expect_xgboosts_trees({rows_of(objective, 2000), params_of(objective), 2});
    ties += expect_xgboosts_trees({rows_of(objective, 2000), params_of(objective), 3, 20});
    ties += expect_xgboosts_trees({weighted(rows_of(objective, 400)), params_of(objective)});
    EXPECT_LE(ties, objective == Objective::softmax ? most_ties_of_classes : 0);
  }
}

TEST(BoosterBesideXgboost, GrowsItsTreesUnderEveryParameter) {
  for (const Objective objective : {Objective::squared_error, Objective::logistic, Objective::softmax}) {
    SCOPED_TRACE(static_cast<int>(objective));
    const Rows data = weighted(rows_of(objective, 300));
    int ties = 0;
    const auto with = [&](const auto& change) {
      Case one{data, params_of(objective)};
      change(one.params);
      ties += expect_xgboosts_trees(one);
    };
    with([](BoostParams& params) { params.learning_rate = 1; });
    with([](BoostParams& params) { params.max_depth = 1; });
    with([](BoostParams& params) { params.max_depth = 9; });
    with([](BoostParams& params) { params.lambda = 0, params.min_child_weight = 3; });
    with([](BoostParams& params) { params.lambda = 20; });
    with([](BoostParams& params) { params.alpha = 0.75F; });
    with([](BoostParams& params) { params.gamma = 0.5F; });
    with([](BoostParams& params) { params.min_child_weight = 10; });
    with([](BoostParams& params) { params.max_delta_step = 0.3F; });
    with([](BoostParams& params) { params.max_delta_step = 0.3F, params.alpha = 0.25F; });
    with([](BoostParams& params) { params.num_parallel_tree = 2; });
    if (objective == Objective::logistic) {
      with([](BoostParams& params) { params.scale_pos_weight = 2.5F; });
    }
    EXPECT_LE(ties, objective == Objective::softmax ? most_ties_of_classes : 0);
  }
}

TEST(BoosterBesideXgboost, PartsMissingValuesAsItDoes) {
  Rows data = testing::rows(600);
  std::mt19937 random(4);
  for (std::size_t row = 0; row < data.x.rows; ++row) {
    if (random() % 3 == 0) data.x.values[row] = std::nanf(""), data.y[row] += 1;
    if (random() % 2 == 0) data.x.values[data.x.rows + row] = std::nanf(""), data.y[row] -= 0.5F;
  }
  EXPECT_FALSE(expect_xgboosts_trees({data, params_of(Objective::squared_error)}));
  EXPECT_FALSE(expect_xgboosts_trees({testing::classes_of(data, 2), params_of(Objective::logistic)}));
}

}  // namespace
}  // namespace trainyard::models
