#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "host/models/batched/base_scores.hpp"
#include "host/models/batched/covers.hpp"
#include "host/models/families.hpp"
#include "host/models/xgboost/params.hpp"
#include "host/models/xgboost/trees.hpp"
#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

using testing::classes_of;
using testing::on_cpu;
using testing::Rows;

struct Kind {
  const char* name;
  int classes;
  Params params;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"squarederror", 0, {{"n_estimators", 25}}},
      {"sampled", 0, {{"n_estimators", 25}, {"subsample", 0.6}, {"colsample_bytree", 0.7}, {"colsample_bynode", 0.7}}},
      {"logistic", 2, {{"n_estimators", 25}, {"scale_pos_weight", 3.0}, {"reg_alpha", 0.5}}},
      {"softprob", 4, {{"n_estimators", 10}, {"max_depth", 3}}},
      {"forest", 3, {{"n_estimators", 2}, {"num_parallel_tree", 5}, {"subsample", 0.5}}},
      {"base_score", 2, {{"n_estimators", 5}, {"base_score", 0.3}}}};
  return all;
}

Rows rows_of(const Kind& kind) { return kind.classes == 0 ? testing::rows(600) : classes_of(testing::rows(600), kind.classes); }

class BatchedKinds : public ::testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(All, BatchedKinds, ::testing::ValuesIn(kinds()), [](const auto& one) { return one.param.name; });

TEST_P(BatchedKinds, SayOfTheValidationRowsWhatTheModelSaysAsXgboostsBitForBit) {
  const Rows data = rows_of(GetParam());
  const Rows held_out = data.part(450, 150);
  FitSettings settings = on_cpu();
  std::optional<Predictions> said;
  settings.on_validation = [&](Predictions validation) { said = std::move(validation); };
  const auto model = testing::fit(batched_family(), data.part(0, 450), GetParam().params, settings, &held_out);
  ASSERT_TRUE(said);
  EXPECT_EQ(*said, model->predict(Exec{}, held_out.x));
  EXPECT_EQ(xgboost_family().from_bytes(model->to_bytes())->predict(Exec{}, held_out.x), *said) << "another reads the file";
  EXPECT_EQ(model->rounds(), GetParam().params.at("n_estimators").get<int>());
}

TEST_P(BatchedKinds, StartFromTheBaseScoreThatXgboostEstimates) {
  Rows data = rows_of(GetParam());
  for (std::size_t r = 0; r < data.y.size(); ++r) data.weight.push_back(static_cast<float>(1 + r % 3));
  const Params all = xgboost::with_objective(xgboost_family().complete(GetParam().params), data.target);
  const auto model = testing::fit(xgboost_family(), data, GetParam().params, on_cpu());
  const auto link = data.target.task == Task::binary ? kernels::trees::Link::logistic : kernels::trees::Link::identity;
  const auto theirs = xgboost::read_trees(model->to_bytes()).forest.base;
  const auto ours = batched::base_scores(all, data.labelled());
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t k = 0; k < ours.size(); ++k) EXPECT_NEAR(xgboost::margin_of(link, ours[k]), theirs[k], 2e-6) << k;
}

TEST_P(BatchedKinds, AreAsGoodAsXgboosts) {
  const Rows data = rows_of(GetParam());
  const Rows train = data.part(0, 450), held_out = data.part(450, 150);
  const auto error_of = [&](const Family& family) {
    const auto said = testing::fit(family, train, GetParam().params, on_cpu())->predict(Exec{}, held_out.x);
    double sum = 0;
    for (std::size_t r = 0; r < said.rows; ++r) {
      const double miss =
          GetParam().classes == 0 ? said.row(r)[0] - held_out.y[r] : 1 - said.row(r)[static_cast<std::size_t>(held_out.y[r])];
      sum += miss * miss;
    }
    return std::sqrt(sum / static_cast<double>(said.rows));
  };
  EXPECT_NEAR(error_of(batched_family()) / error_of(xgboost_family()), 1, 0.08);
}

TEST(Batched, TheModelDependsOnTheSeedAndNotOnThreadsOrValidationRows) {
  const Rows data = testing::rows(500);
  const Params params{{"n_estimators", 12}, {"subsample", 0.5}, {"colsample_bylevel", 0.5}};
  const Rows held_out = data.part(400, 100);
  const auto bytes = [&](int threads, std::uint64_t seed, const Rows* validation) {
    FitSettings settings = on_cpu(threads);
    settings.seed = seed;
    return testing::fit(batched_family(), data.part(0, 400), params, settings, validation)->to_bytes();
  };
  EXPECT_EQ(bytes(1, 7, nullptr), bytes(4, 7, &held_out));
  EXPECT_NE(bytes(1, 7, nullptr), bytes(1, 8, nullptr));
}

TEST(Batched, EarlyStoppingKeepsTheFirstBestRound) {
  const Rows data = testing::rows(400);
  const Rows held_out = data.part(300, 100);
  FitSettings settings = on_cpu();
  std::vector<double> scores{1, 5, 4, 5, 3, 2, 9};
  std::size_t asked = 0;
  std::optional<Predictions> said;
  settings.early_stopping_score = [&](const Predictions&) { return scores.at(asked++); };
  settings.on_validation = [&](Predictions validation) { said = std::move(validation); };
  const auto model =
      testing::fit(batched_family(), data.part(0, 300), {{"n_estimators", 50}, {"early_stopping_rounds", 4}}, settings, &held_out);
  EXPECT_EQ(asked, 6U) << "the second round was best, and four more were not better";
  EXPECT_EQ(model->rounds(), 2);
  EXPECT_EQ(*said, model->predict(Exec{}, held_out.x));
}

TEST(Batched, IsToldWhereToStopAtARung) {
  const Rows data = testing::rows(400);
  const Rows held_out = data.part(300, 100);
  FitSettings settings = on_cpu();
  settings.rungs = {3, 6};
  std::vector<int> asked;
  settings.on_rung = [&](int rounds, const Predictions& validation) {
    asked.push_back(rounds);
    EXPECT_EQ(validation.rows, 100U);
    return rounds < 6;
  };
  EXPECT_EQ(testing::fit(batched_family(), data.part(0, 300), {{"n_estimators", 50}}, settings, &held_out)->rounds(), 6);
  EXPECT_EQ(asked, (std::vector<int>{3, 6}));
}

TEST(Batched, EndsWhenItIsAskedToStop) {
  FitSettings settings = on_cpu();
  int rounds = 0;
  settings.stop = [&] { return ++rounds > 3; };
  try {
    (void)testing::fit(batched_family(), testing::rows(200), {{"n_estimators", 50}}, settings);
    FAIL() << "it went on";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::interrupted);
    EXPECT_STREQ(e.what(), "training was stopped after 3 of 50 rounds");
  }
}

TEST(Batched, LeavesToXgboostWhatItDoesNotCover) {
  const Rows data = testing::rows(50);
  const auto why = [&](const Params& params) {
    std::string out;
    const bool same = &xgboost_family().for_search(Exec{}, params, data.x, out) == &xgboost_family();
    EXPECT_EQ(same, !out.empty());
    return out;
  };
  EXPECT_EQ(why(Params::object()), "");
  EXPECT_EQ(why({{"max_leaves", 31}}), "max_leaves");
  EXPECT_EQ(why({{"grow_policy", "lossguide"}}), "grow_policy: lossguide");
  EXPECT_EQ(why({{"objective", "count:poisson"}}), "objective: count:poisson");
  EXPECT_EQ(why({{"booster", "dart"}}), "booster: dart");
  EXPECT_EQ(why({{"sampling_method", "gradient_based"}}), "sampling_method: gradient_based");
  EXPECT_EQ(why({{"monotone_constraints", "(1,0,0,0,0,0)"}}), "monotone_constraints: (1,0,0,0,0,0)");
  EXPECT_EQ(why({{"max_depth", 16}}), "max_depth: 0, or above 15");
  EXPECT_EQ(why({{"max_bin", 512}}), "max_bin above 256");
  features::Matrix native = data.x;
  native.is_category.assign(native.columns, 1);
  EXPECT_EQ(batched::uncovered(Exec{}, xgboost_family().complete({}), native), "splits by categories");
}

TEST(Batched, GrowsForestsAsTheForestsOfASearch) {
  const Rows data = testing::rows(400);
  std::string why;
  const Family& engine = random_forest_family().for_search(Exec{}, {{"n_estimators", 20}}, data.x, why);
  ASSERT_NE(&engine, &random_forest_family()) << why;
  const auto ours = testing::fit(engine, data, {{"n_estimators", 20}}, on_cpu())->predict(Exec{}, data.x);
  const auto theirs = testing::fit(random_forest_family(), data, {{"n_estimators", 20}}, on_cpu())->predict(Exec{}, data.x);
  double miss = 0, spread = 0;
  for (std::size_t r = 0; r < data.y.size(); ++r) {
    miss += std::pow(ours.values[r] - theirs.values[r], 2);
    spread += std::pow(data.y[r] - theirs.values[r], 2);
  }
  EXPECT_LT(miss, 0.5 * spread);
}

}  // namespace
}  // namespace trainyard::models
