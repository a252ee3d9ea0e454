#include <gtest/gtest.h>

#include "tests/host/models/linear_rows.hpp"

namespace trainyard::models {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

/// Fits without a warning.
Learned elastic_net(const Rows& rows, const Params& params) {
  FitSettings settings = on_cpu();
  settings.on_warning = [](const std::string& text) { ADD_FAILURE() << text; };
  return learned(*fit(family("linear"), rows, params, settings));
}

// Expected values: scikit-learn 1.9.1, ElasticNet(tol=1e-15, max_iter=1000000).
TEST(ElasticNet, LearnsWhatElasticNetOfScikitLearnLearns) {
  Rows rows = awkward();
  expect_close(
      elastic_net(rows, {{"alpha", 0.3}, {"l1_ratio", 0.5}}),
      {{0.9147244730480724}, {{1.9297436332825169, -0.17527262935033877, -0.12450609768851942, 1.2638859967202976, -0.13937989903177928}}},
      1e-12);
  expect_close(elastic_net(rows, {{"alpha", 1.0}, {"l1_ratio", 1.0}}), {{1.0921780514056287}, {{1.8751570717095214, 0, 0, 0, 0}}}, 1e-12);
  expect_close(elastic_net(rows, {{"alpha", 0.3}, {"l1_ratio", 0.25}, {"fit_intercept", false}}),
               {{0.0}, {{1.9764260819143016, 0.042327593764031314, 0, 1.5140116693753916, 0}}}, 1e-12);
  rows.weight = awkward_weights();
  expect_close(elastic_net(rows, {{"alpha", 0.1}, {"l1_ratio", 0.7}}),
               {{0.6453630556163032}, {{1.9645491396287, -0.3280537708349035, -0.0035962355481185216, 2.2609741153302707, 0}}}, 1e-12);
}

TEST(ElasticNet, LeavesCoefficientsAtExactlyZero) {
  const Learned found = elastic_net(awkward(), {{"alpha", 1.0}, {"l1_ratio", 1.0}});
  EXPECT_NE(found.coef[0][0], 0.0);
  for (std::size_t c = 1; c < 5; ++c) EXPECT_EQ(found.coef[0][c], 0.0) << "column " << c;
  EXPECT_EQ(elastic_net(awkward(), {{"alpha", 1e6}, {"l1_ratio", 0.5}}).coef[0], (std::vector<double>(5)));
}

// Ridge's alpha stands beside the sum of squared errors, ElasticNet's beside half their mean.
TEST(ElasticNet, WithoutAbsoluteValuesIsRidgeWithAlphaTimesTheRows) {
  Rows rows = awkward();
  expect_close(elastic_net(rows, {{"alpha", 0.1}, {"l1_ratio", 0.0}}), elastic_net(rows, {{"alpha", 4.0}}), 1e-14);
  expect_close(elastic_net(rows, {{"alpha", 0.1}, {"l1_ratio", 1e-9}}), elastic_net(rows, {{"alpha", 4.0}}), 1e-7);
  rows.weight = awkward_weights();
  expect_close(elastic_net(rows, {{"alpha", 0.1}, {"l1_ratio", 0.0}}), elastic_net(rows, {{"alpha", 10.0}}), 1e-14);
}

TEST(ElasticNet, CountsARowAsOftenAsItsWeightSays) {
  Rows rows = awkward();
  rows.weight = awkward_weights();
  rows.weight[3] = 0;
  for (const double ratio : {0.0, 0.5, 1.0}) {
    const Params params{{"alpha", 0.2}, {"l1_ratio", ratio}};
    expect_close(elastic_net(rows, params), elastic_net(repeated(rows), params), 1e-12);
  }
}

// Where no change of one coefficient lowers the objective, none of all does: it is convex, and its kinks lie along the coefficients.
TEST(ElasticNet, EndsWhereTheStatedObjectiveHasItsMinimum) {
  for (const std::size_t columns : {3, 30}) {
    Rows rows = normal_rows(2000, columns);
    rows.weight.clear();
    for (const double ratio : {0.1, 0.9, 1.0}) {
      for (const double alpha : {1e-4, 1e-2, 1.0}) {
        const Learned found = elastic_net(rows, {{"alpha", alpha}, {"l1_ratio", ratio}});
        std::vector<long double> left(rows.y.begin(), rows.y.end());
        for (std::size_t r = 0; r < left.size(); ++r) {
          left[r] -= static_cast<long double>(found.intercept[0]);
          for (std::size_t c = 0; c < columns; ++c) left[r] -= static_cast<long double>(found.coef[0][c]) * rows.x.column(c)[r];
        }
        for (std::size_t c = 0; c < columns; ++c) {
          long double slope = 0;
          for (std::size_t r = 0; r < left.size(); ++r) slope += left[r] * rows.x.column(c)[r];
          const auto coef = static_cast<long double>(found.coef[0][c]);
          slope = slope / 2000 - alpha * (1 - ratio) * coef;
          if (coef == 0) {
            EXPECT_LE(std::abs(slope), alpha * ratio * (1 + 1e-8L));
          } else {
            EXPECT_NEAR(slope, std::copysign(alpha * ratio, found.coef[0][c]), 1e-10) << "column " << c << " of " << columns;
          }
        }
      }
    }
  }
}

TEST(ElasticNet, GivesOneOfTwoEqualColumnsOrBothTheSamePrediction) {
  Rows rows = awkward();
  const Learned expected = elastic_net(rows, {{"alpha", 0.3}, {"l1_ratio", 1.0}});
  rows.x.columns = 6;
  for (std::size_t r = 0; r < 40; ++r) rows.x.values.push_back(rows.x.values[r]);
  const Learned found = elastic_net(rows, {{"alpha", 0.3}, {"l1_ratio", 1.0}});
  EXPECT_NEAR(found.coef[0][0] + found.coef[0][5], expected.coef[0][0], 1e-10);
}

TEST(ElasticNet, RecordsHowItSolved) {
  const Params used = fit(family("linear"), awkward(), {{"alpha", 0.3}, {"l1_ratio", 0.5}})->effective_params();
  EXPECT_EQ(used.at("solver"), "coordinate_descent");
  EXPECT_GT(used.at("n_iter"), 0);
}

TEST(ElasticNet, StopsWhenAskedTo) {
  FitSettings settings = on_cpu();
  int asked = 0;
  settings.stop = [&] { return ++asked > 1; };
  EXPECT_EQ(error_of([&] { fit(family("linear"), awkward(), {{"l1_ratio", 0.5}}, settings); }).code(), ExitCode::interrupted);
}

// Expected values: scikit-learn 1.9.1, LogisticRegression(solver="saga", tol=1e-14).
TEST(LogisticWithL1, LearnsWhatScikitLearnLearns) {
  const auto optimum_of = [](const Rows& rows, const Params& params) {
    FitSettings settings = on_cpu();
    settings.on_warning = [](const std::string& text) { ADD_FAILURE() << text; };
    Params to_the_end = params;
    to_the_end.emplace("tol", 1e-12);
    return learned(*fit(family("logistic"), rows, to_the_end, settings));
  };
  Rows rows = binary();
  expect_close(optimum_of(rows, {{"C", 0.5}, {"l1_ratio", 1.0}}),
               {{-1.8893396907037372}, {{0.8359315139588419, -0.6707882401361797, 0.0, -0.020971410587209614, 0.0}}}, 1e-10);
  expect_close(optimum_of(rows, {{"C", 2.0}, {"l1_ratio", 0.5}}),
               {{-1.9122973655221107}, {{1.291938183589573, -1.4925125491954176, 0.0, -1.446655931411295, 1.0755677967181652}}}, 1e-10);
  rows.weight = awkward_weights();
  expect_close(optimum_of(rows, {{"C", 0.3}, {"l1_ratio", 0.3}}),
               {{-1.9021012585920032}, {{1.008321743409952, -1.0143146127380787, 0.0, -0.5541855324064336, 0.7449885989071308}}}, 1e-10);
  expect_close(optimum_of(three_classes(), {{"C", 0.5}, {"l1_ratio", 1.0}}),
               {{0.8141074920795489, 0.48697255501506465, -1.3010800470945643},
                {{-0.7037201549451217, 0.4011570539105811, 0.24817322792691143, 0.0, 0.0},
                 {0.0, 0.0, 0.0, 0.0, 0.0},
                 {0.5021341134714693, -0.7352431035806265, 0.0, 0.0, 0.0}}},
               1e-10);
  expect_close(optimum_of(three_classes(), {{"C", 2.0}, {"l1_ratio", 0.4}}),
               {{0.4947705077316003, 0.9799839029669664, -1.4747544106985926},
                {{-1.0482736105162447, 1.05387960258768, 1.4136446112428138, -0.1304718356196995, -0.6165061089523818},
                 {0.0, 0.0, -0.326834789476645, 0.14531350404174756, 0.0},
                 {0.8106000635386977, -1.401643515437755, -0.42014315509953787, 0.0, 0.4349848235169011}}},
               1e-9);
}

TEST(LogisticWithL1, ConvergesOnColumnsOfAnyScale) {
  Rows rows = classes_of(normal_rows(2000, 5), 3);
  const std::vector<float> scales = {1e-6F, 1e4F, 1.0F, 1e8F, 1e-2F};
  for (std::size_t i = 0; i < rows.x.values.size(); ++i) rows.x.values[i] *= scales[i / 2000];
  FitSettings settings = on_cpu();
  settings.on_warning = [](const std::string& text) { ADD_FAILURE() << text; };
  (void)fit(family("logistic"), rows, {{"l1_ratio", 0.5}, {"C", 0.1}}, settings);
}

TEST(LogisticWithL1, RefusesMoreCoefficientsThanItsMatrixHolds) {
  const Rows rows = classes_of(normal_rows(12, 4200), 2);
  const Error error = error_of([&] { fit(family("logistic"), rows, {{"l1_ratio", 0.5}}); });
  EXPECT_EQ(error.code(), ExitCode::bad_config);
  EXPECT_NE(std::string(error.what()).find("these are 4201"), std::string::npos) << error.what();
}

}  // namespace
}  // namespace trainyard::models
