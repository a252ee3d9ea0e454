// Our evaluator beside XGBoost's own.
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <numeric>

#include "host/models/xgboost/data.hpp"
#include "host/models/xgboost/fitted.hpp"
#include "host/models/xgboost/trees.hpp"
#include "tests/host/models/rows_for_models.hpp"
#include "tests/reference/bits.hpp"

namespace trainyard::models {
namespace {

using nlohmann::json;
using testing::error_of;
using testing::fit;
using testing::Rows;
using testing::rows;
using xgboost::Length;

/// What XGBoost itself predicts from the model's bytes: margins (type 1), or values and probabilities (type 0).
std::vector<float> by_xgboost(const std::string& bytes, const features::Matrix& x, int type) {
  const xgboost::Library& library = xgboost::Library::get();
  const xgboost::Api& api = library.api();
  xgboost::OwnedBooster booster(library);
  xgboost::OwnedMatrix matrix(library);
  library.check(api.XGBoosterCreate(nullptr, 0, booster.out()), "a test made a model");
  library.check(api.XGBoosterLoadModelFromBuffer(booster.get(), bytes.data(), bytes.size()), "a test read a model");
  library.check(api.XGDMatrixCreateFromColumnar(xgboost::columns_interface(x, 0, x.rows).c_str(), R"({"missing":NaN})", matrix.out()),
                "a test made rows");
  xgboost::tell_categories(library, matrix.get(), x);
  const std::string config =
      R"({"type":)" + std::to_string(type) + R"(,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false})";
  const Length* shape = nullptr;
  Length dimensions = 0;
  const float* values = nullptr;
  library.check(api.XGBoosterPredictFromDMatrix(booster.get(), matrix.get(), config.c_str(), &shape, &dimensions, &values),
                "a test predicted");
  const Length count = std::accumulate(shape, shape + dimensions, Length{1}, std::multiplies<>());
  return {values, values + count};
}

const xgboost::FittedModel& fitted(const Model& model) { return dynamic_cast<const xgboost::FittedModel&>(model); }

void expect_xgboosts_answers(const Model& model, const features::Matrix& x, const std::string& what) {
  const auto margins = fitted(model).margins({}, x);
  EXPECT_EQ(reference::bytes_of(margins), reference::bytes_of(by_xgboost(model.to_bytes(), x, 1))) << what;
  const auto expected = by_xgboost(model.to_bytes(), x, 0);
  const auto found = model.predict({}, x);
  const bool binary = found.width == 2 && expected.size() == x.rows;
  for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_FLOAT_EQ(found.values[binary ? 2 * i + 1 : i], expected[i]) << what << ", " << i;
}

TEST(XgboostTrees, GiveXgboostsMarginsForEveryObjective) {
  for (const std::string& objective : testing::objectives()) {
    const auto model = fit(family("xgboost"), testing::rows_for(objective, 700), {{"n_estimators", 25}, {"objective", objective}});
    expect_xgboosts_answers(*model, rows(333, 5).x, objective);
    expect_xgboosts_answers(*model, rows(3, 6).x, objective + ", few rows");
  }
}

TEST(XgboostTrees, GiveXgboostsMarginsForAnyShapeOfTrees) {
  const std::vector<Params> all = {{{"n_estimators", 30}, {"booster", "dart"}, {"rate_drop", 0.3}},
                                   {{"n_estimators", 10}, {"grow_policy", "lossguide"}, {"max_depth", 0}, {"max_leaves", 200}},
                                   {{"n_estimators", 10}, {"base_score", 0.2}, {"max_depth", 1}},
                                   {{"n_estimators", 3}, {"gamma", 1e6}},
                                   {{"n_estimators", 40}, {"subsample", 0.5}, {"max_depth", 12}},
                                   {{"n_estimators", 20}, {"max_depth", 8}},
                                   {{"n_estimators", 20}, {"max_depth", 9}},
                                   {{"n_estimators", 60}, {"max_bin", 600}}};
  for (const Params& params : all) {
    const auto model = fit(family("xgboost"), rows(1500), params);
    expect_xgboosts_answers(*model, rows(500, 9).x, params.dump());
  }
}

TEST(XgboostTrees, GiveXgboostsMarginsForAnyNumberOfRowsAndAtThresholds) {
  const auto model = fit(family("xgboost"), rows(1500), {{"n_estimators", 30}});
  for (std::size_t count = 1; count <= 70; ++count) {
    const auto x = rows(count, count).x;
    EXPECT_EQ(reference::bytes_of(fitted(*model).margins({}, x)), reference::bytes_of(by_xgboost(model->to_bytes(), x, 1))) << count;
  }
  std::vector<float> values = {std::nanf(""), 0.0F, -0.0F};
  const json learner = json::from_ubjson(model->to_bytes()).at("learner");
  for (const json& tree : learner.at("gradient_booster").at("model").at("trees")) {
    for (const float threshold : tree.at("split_conditions").get<std::vector<float>>()) {
      values.insert(values.end(), {threshold, std::nextafter(threshold, -2.0F), std::nextafter(threshold, 2.0F)});
    }
  }
  features::Matrix x{values.size(), 6, features::Matrix::Values()};
  for (std::size_t c = 0; c < x.columns; ++c) x.values.insert(x.values.end(), values.begin(), values.end());
  EXPECT_EQ(reference::bytes_of(fitted(*model).margins({}, x)), reference::bytes_of(by_xgboost(model->to_bytes(), x, 1)));
}

/// Rows whose first two columns are categories, of which `known` are in training, some missing.
Rows with_categories(std::size_t count, std::uint64_t seed, unsigned known) {
  Rows data = rows(count, seed);
  for (std::size_t r = 0; r < count; ++r) {
    for (std::size_t c = 0; c < 2; ++c) {
      const auto category = static_cast<unsigned>((r * 7 + c * 3 + r * r % 11) % known);
      data.x.values[c * count + r] = r % 13 == 0 ? std::nanf("") : static_cast<float>(category);
      data.y[r] += 0.1F * static_cast<float>(category % 5);
    }
  }
  data.x.is_category = {1, 1, 0, 0, 0, 0};
  return data;
}

TEST(XgboostTrees, GiveXgboostsMarginsForCategoriesAlsoForOnesThatTrainingDidNotSee) {
  for (const int one_hot : {1, 100}) {
    const auto model = fit(family("xgboost"), with_categories(2000, 1, 40), {{"n_estimators", 20}, {"max_cat_to_onehot", one_hot}});
    expect_xgboosts_answers(*model, with_categories(400, 2, 40).x, "seen categories");
    expect_xgboosts_answers(*model, with_categories(400, 2, 90).x, "unseen categories");
  }
}

TEST(XgboostTrees, AreDamagedWhenNodesColumnsOrClassesDoNotFit) {
  const auto model = fit(family("xgboost"), rows(300), {{"n_estimators", 2}, {"max_depth", 2}});
  const json whole = json::from_ubjson(model->to_bytes());
  ASSERT_EQ(xgboost::read_trees(model->to_bytes()).rounds, 2);
  const auto first_tree = [](json& file) -> json& { return file["learner"]["gradient_booster"]["model"]["trees"][0]; };
  const std::vector<std::pair<const char*, std::function<void(json&)>>> damages = {
      {"a cycle", [&](json& file) { first_tree(file)["left_children"][1] = 0; }},
      {"a child of two", [&](json& file) { first_tree(file)["left_children"][0] = first_tree(file)["right_children"][0]; }},
      {"a child out of range", [&](json& file) { first_tree(file)["right_children"][0] = 1000; }},
      {"a negative child", [&](json& file) { first_tree(file)["left_children"][0] = -2; }},
      {"a column out of range", [&](json& file) { first_tree(file)["split_indices"][0] = 6; }},
      {"a short array", [&](json& file) { first_tree(file)["default_left"] = json::array({1}); }},
      {"no nodes", [&](json& file) { first_tree(file)["left_children"] = json::array(); }},
      {"a missing array", [&](json& file) { first_tree(file).erase("split_conditions"); }},
      {"another class", [&](json& file) { file["learner"]["gradient_booster"]["model"]["tree_info"][0] = 1; }},
      {"too few trees", [&](json& file) { file["learner"]["gradient_booster"]["model"]["tree_info"].erase(0); }},
      {"another objective", [&](json& file) { file["learner"]["objective"]["name"] = "rank:ndcg"; }},
      {"a base score that is no number", [&](json& file) { file["learner"]["learner_model_param"]["base_score"] = "[x]"; }},
      {"no number of columns", [&](json& file) { file["learner"]["learner_model_param"]["num_feature"] = "many"; }},
      {"a number for a tree", [&](json& file) { first_tree(file) = 3; }}};
  for (const auto& [what, damage] : damages) {
    json file = whole;
    damage(file);
    const auto bytes = json::to_ubjson(file);
    EXPECT_EQ(error_of([&] { (void)xgboost::read_trees({bytes.begin(), bytes.end()}); }).code(), ExitCode::bad_data) << what;
  }
}

}  // namespace
}  // namespace trainyard::models
