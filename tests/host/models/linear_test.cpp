#include <gtest/gtest.h>

#include "tests/host/models/linear_rows.hpp"

namespace trainyard::models {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

const Family& linear() { return family("linear"); }

Learned fitted(const Rows& rows, const Params& params) { return learned(*fit(linear(), rows, params)); }

// Expected values: scikit-learn 1.9.1, Ridge.
TEST(Linear, LearnsWhatRidgeOfScikitLearnLearns) {
  Rows rows = awkward();
  expect_close(
      fitted(rows, {}),
      {{1.5029411194938809}, {{1.9708469894975127, -0.3994151061269887, -0.9113122737164594, 1.8246998929142813, -0.9133876191978262}}},
      1e-13);
  expect_close(fitted(rows, {{"fit_intercept", false}}),
               {{0.0}, {{1.9819519326729902, -0.264675283174847, 0.29258045586569226, 3.009611653897483, 0.27786982359993473}}}, 1e-13);
  rows.weight = awkward_weights();
  expect_close(
      fitted(rows, {{"alpha", 2.5}}),
      {{1.522293607849869}, {{1.9741985612922157, -0.41985530594825343, -0.91555866054358, 1.8022864027972925, -0.8867277422537236}}},
      1e-13);
}

// Expected values: scikit-learn 1.9.1, LinearRegression. The indicators add up to the intercept's column.
TEST(Linear, LearnsWhatLinearRegressionOfScikitLearnLearnsFromCollinearColumns) {
  Rows rows = awkward();
  expect_close(
      fitted(rows, {{"alpha", 0.0}}),
      {{1.5193953582162245}, {{1.9752090324104499, -0.4156011498537197, -0.980285783457317, 1.9631555388927324, -0.9828697554354183}}},
      1e-13);
  expect_close(fitted(rows, {{"alpha", 0.0}, {"fit_intercept", false}}),
               {{0.0}, {{1.9752090324104503, -0.41560114985372065, 0.5391095747589064, 3.4825508971089585, 0.5365256027808043}}}, 1e-13);
  rows.weight = awkward_weights();
  expect_close(
      fitted(rows, {{"alpha", 0.0}}),
      {{1.5426284518969502}, {{1.9797637420245664, -0.4389858846523331, -0.9898194516082431, 1.942611463755574, -0.9527920121473302}}},
      1e-13);
}

TEST(Linear, LosesNothingToALargeOffset) {
  const Rows plain = awkward(), far = awkward(1e6);
  for (const double alpha : {0.0, 1.0}) {
    const Learned expected = fitted(plain, {{"alpha", alpha}}), found = fitted(far, {{"alpha", alpha}});
    expect_close(found.coef[0], expected.coef[0], 1e-12, "column");
    EXPECT_NEAR(found.intercept[0], expected.intercept[0] - 1e6 * expected.coef[0][1], 1e-6);
  }
}

// Floats from 2^50 = 1.1e15 on are 2^27 apart.
TEST(Linear, LosesNothingToATimestamp) {
  auto columns = awkward_columns();
  for (double& value : columns[1]) value = 1125899906842624.0 + value * 4 * 134217728.0;
  const Rows plain = awkward(), far = make_rows(columns, {plain.y.begin(), plain.y.end()});
  Learned expected = fitted(plain, {{"alpha", 0.0}});
  expected.coef[0][1] /= 4 * 134217728.0;
  const Learned found = fitted(far, {{"alpha", 0.0}});
  expect_close(found.coef[0], expected.coef[0], 1e-9, "column");
  EXPECT_NEAR(found.coef[0][1], expected.coef[0][1], 1e-9 * std::abs(expected.coef[0][1]));
  const auto near = fit(linear(), plain, {{"alpha", 0.0}})->predict({}, plain.x),
             there = fit(linear(), far, {{"alpha", 0.0}})->predict({}, far.x);
  for (std::size_t r = 0; r < 40; ++r) EXPECT_NEAR(there.values[r], near.values[r], 1e-6) << "row " << r;
}

/// Weighted ridge with an intercept by plain loops.
Learned plain_ridge(const Rows& rows, double alpha) {
  const std::size_t n = rows.x.columns;
  const reference::Table table{rows.x.rows, n, {rows.x.values.begin(), rows.x.values.end()}};
  std::vector<long double> mean(n + 1);
  long double total = 0;
  for (std::size_t r = 0; r < rows.x.rows; ++r) {
    total += static_cast<long double>(rows.weight[r]);
    for (std::size_t c = 0; c < n; ++c) mean[c] += rows.weight[r] * table.at(r, c);
    mean[n] += static_cast<long double>(rows.weight[r]) * rows.y[r];
  }
  for (long double& each : mean) each /= total;
  std::vector<long double> matrix(n * n), right(n);
  for (std::size_t r = 0; r < rows.x.rows; ++r) {
    for (std::size_t i = 0; i < n; ++i) {
      const long double x = rows.weight[r] * (table.at(r, i) - mean[i]);
      for (std::size_t j = 0; j < n; ++j) matrix[i * n + j] += x * (table.at(r, j) - mean[j]);
      right[i] += x * (rows.y[r] - mean[n]);
    }
  }
  for (std::size_t i = 0; i < n; ++i) matrix[i * n + i] += alpha;
  const auto solved = reference::plain_solve(matrix, right);
  for (std::size_t c = 0; c < n; ++c) mean[n] -= mean[c] * solved[c];
  return {{static_cast<double>(mean[n])}, {{solved.begin(), solved.end()}}};
}

TEST(Linear, SolvesTheNormalEquationsOfManyTiles) {
  const Rows rows = normal_rows(10'000, 12);
  for (const double alpha : {0.0, 1.0, 1e4}) expect_close(fitted(rows, {{"alpha", alpha}}), plain_ridge(rows, alpha), 1e-12);
}

// The columns differ by 1e-4 of their spread: squared, that is a condition number of 1e9, which refinement has to make up for. Their
// difference is exact in float, and with it in the first one's place the same problem is a kind one.
TEST(Linear, KeepsItsDigitsWhereColumnsAreNearlyAlike) {
  Rows rows = normal_rows(3000, 3);
  for (std::size_t r = 0; r < 3000; ++r) rows.x.values[r] = rows.x.values[3000 + r] + 1e-4F * rows.x.values[r];
  Rows kind = rows;
  for (std::size_t r = 0; r < 3000; ++r) kind.x.values[r] -= rows.x.values[3000 + r];
  Learned expected = plain_ridge(kind, 0.0);
  expected.coef[0][1] -= expected.coef[0][0];
  expect_close(fitted(rows, {{"alpha", 0.0}}), expected, 1e-11);
}

TEST(Linear, CountsARowAsOftenAsItsWeightSays) {
  Rows rows = awkward();
  rows.weight = awkward_weights();
  rows.weight[3] = 0;
  for (const double alpha : {0.0, 1.0}) expect_close(fitted(rows, {{"alpha", alpha}}), fitted(repeated(rows), {{"alpha", alpha}}), 1e-12);
}

TEST(Linear, DoesNotDependOnTheOrderOfTheColumns) {
  const Rows rows = awkward(), other = permuted(rows, {3, 0, 4, 2, 1});
  for (const double alpha : {0.0, 1.0}) {
    const Learned first = fitted(rows, {{"alpha", alpha}}), second = fitted(other, {{"alpha", alpha}});
    const auto& c = first.coef[0];
    expect_close(second, {first.intercept, {{c[3], c[0], c[4], c[2], c[1]}}}, 1e-12);
  }
}

TEST(Linear, LearnsFromOneColumn) {
  // Slope 2: sum of x y over sum of x^2 + alpha, centered, is 2 * 5 / (5 + alpha).
  const Rows rows = make_rows({{1, 2, 3, 4}}, {3, 5, 7, 9});
  expect_close(fitted(rows, {{"alpha", 0.0}}), {{1.0}, {{2.0}}}, 1e-14);
  expect_close(fitted(rows, {{"alpha", 5.0}}), {{3.5}, {{1.0}}}, 1e-14);
}

TEST(Linear, LearnsFromOneRow) {
  const Learned found = fitted(make_rows({{3}, {4}}, {7}), {{"alpha", 0.0}});
  EXPECT_EQ(found.intercept[0], 7.0);
  EXPECT_EQ(found.coef[0], (std::vector<double>{0, 0}));
}

TEST(Linear, GivesAConstantColumnNoPart) {
  Rows rows = awkward();
  const Learned expected = fitted(rows, {{"alpha", 0.0}});
  rows.x.columns = 6;
  rows.x.values.insert(rows.x.values.end(), 40, 0.1F);
  Learned found = fitted(rows, {{"alpha", 0.0}});
  EXPECT_EQ(found.coef[0].back(), 0.0);
  found.coef[0].pop_back();
  expect_close(found, expected, 1e-13);
}

// The shortest coefficients that go through all points: X' (X X')^-1 y, centered.
TEST(Linear, InterpolatesWithTheSmallestCoefficientsWhereColumnsOutnumberRows) {
  const std::size_t rows = 6, columns = 20;
  Rows data = normal_rows(rows, columns);
  data.weight.clear();
  const Learned found = fitted(data, {{"alpha", 0.0}, {"fit_intercept", false}});
  const reference::Table table{rows, columns, {data.x.values.begin(), data.x.values.end()}};
  std::vector<long double> products(rows * rows);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < rows; ++j) {
      for (std::size_t c = 0; c < columns; ++c) products[i * rows + j] += table.at(i, c) * table.at(j, c);
    }
  }
  const auto dual = reference::plain_solve(products, {data.y.begin(), data.y.end()});
  std::vector<double> expected(columns);
  for (std::size_t c = 0; c < columns; ++c) {
    for (std::size_t r = 0; r < rows; ++r) expected[c] += static_cast<double>(dual[r] * table.at(r, c));
  }
  expect_close(found.coef[0], expected, 1e-10, "column");
  const auto predicted = fit(linear(), data, {{"alpha", 0.0}})->predict({}, data.x);
  for (std::size_t r = 0; r < rows; ++r) EXPECT_NEAR(predicted.values[r], data.y[r], 1e-6) << "row " << r;
}

TEST(Linear, PenalisesWhereColumnsOutnumberRows) {
  const Rows rows = normal_rows(6, 20);
  expect_close(fitted(rows, {{"alpha", 3.0}}), plain_ridge(rows, 3.0), 1e-12);
}

// Units differ by 1e14 and columns by 1e-2 of their spread, so that some penalties need an estimate of the condition and others none.
TEST(Linear, SolvesTheNormalEquationsOfAnyPenaltyInAnyUnits) {
  for (const std::size_t count : {300, 5}) {
    Rows rows = normal_rows(count, 8);
    for (std::size_t r = 0; r < count; ++r) {
      float* const row = rows.x.values.data() + r;
      row[0] = row[count] + 1e-2F * row[0];
      row[2 * count] *= 1e8F;
      row[3 * count] *= 1e-6F;
    }
    for (const double alpha : {1e-3, 1.0, 1e5, 1e15}) {
      const auto expected = plain_ridge(rows, alpha), found = fitted(rows, {{"alpha", alpha}});
      std::vector<double> shares, expected_shares;
      for (std::size_t c = 0; c < 8; ++c) {
        const double unit = c == 2 ? 1e8 : c == 3 ? 1e-6 : 1;
        shares.push_back(found.coef[0][c] * unit);
        expected_shares.push_back(expected.coef[0][c] * unit);
      }
      expect_close(shares, expected_shares, 1e-9, "alpha " + std::to_string(alpha) + ", column");
    }
  }
}

TEST(Linear, HasTheSameBytesForAnyThreadCount) {
  const Rows rows = normal_rows(4096 * 5 + 100, 20);
  for (const Params& params : {Params{{"alpha", 0.0}}, Params{{"alpha", 1.0}}}) {
    const auto alone = fit(linear(), rows, params, on_cpu(1))->to_bytes();
    for (const int threads : {2, 3, 7}) EXPECT_EQ(fit(linear(), rows, params, on_cpu(threads))->to_bytes(), alone) << threads << " threads";
  }
}

TEST(Linear, PredictsTheSameBitsForAnyBatchAndThreadCount) {
  const Rows rows = normal_rows(5000, 7);
  const auto model = fit(linear(), rows, {});
  const auto whole = model->predict({}, rows.x).values;
  EXPECT_EQ(model->predict({.threads = 3}, rows.x).values, whole);
  for (const std::size_t first : {0, 1, 31, 4095, 4999}) {
    const auto part = model->predict({}, rows.part(first, 1).x);
    EXPECT_EQ(part.values, std::vector<float>{whole[first]}) << "row " << first;
  }
  EXPECT_EQ(model->predict({}, rows.part(0, 0).x).values.size(), 0U);
}

TEST(Linear, PredictsTheInterceptPlusTheProductsInTheColumnsOrder) {
  const Rows rows = awkward();
  const auto model = fit(linear(), rows, {});
  const Learned it = learned(*model);
  const auto predicted = model->predict({}, rows.x);
  EXPECT_EQ(predicted.width, 1U);
  for (std::size_t r = 0; r < 40; ++r) {
    double sum = 0;
    for (std::size_t c = 0; c < 5; ++c) sum += static_cast<double>(rows.x.column(c)[r]) * it.coef[0][c];
    EXPECT_EQ(predicted.values[r], static_cast<float>(sum + it.intercept[0])) << "row " << r;
  }
}

TEST(Linear, IsTheSameModelAfterItsBytes) {
  const Rows rows = awkward(1e6);
  const auto model = fit(linear(), rows, {{"alpha", 0.1}});
  const auto loaded = linear().from_bytes(model->to_bytes());
  EXPECT_EQ(model->file_name(), "model.json");
  EXPECT_EQ(loaded->to_bytes(), model->to_bytes());
  EXPECT_EQ(loaded->predict({}, rows.x), model->predict({}, rows.x));
}

TEST(Linear, RefusesBytesThatAreNoModelOfItsOwn) {
  const std::string good = fit(linear(), awkward(), {})->to_bytes();
  std::vector<std::string> bad = {"", "{", "[]", "{}", "null", std::string(100'000, '['), good.substr(0, good.size() / 2)};
  const auto changed = [&](const std::string& key, const nlohmann::json& value) {
    auto document = nlohmann::json::parse(good);
    document[key] = value;
    bad.push_back(document.dump());
  };
  changed("format", 2);
  changed("family", "logistic");
  changed("columns", 4);
  changed("columns", -1);
  changed("columns", 1e30);
  changed("classes", 2);
  changed("classes", 1e18);
  changed("present", {0, 1});
  changed("intercept", {1, 2});
  changed("intercept", {nullptr});
  changed("coef", {{1, 2, 3, 4, "5"}});
  changed("coef", {1, 2, 3, 4, 5});
  changed("coef", {{1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}});
  for (const std::string& bytes : bad) {
    EXPECT_EQ(error_of([&] { (void)linear().from_bytes(bytes); }).code(), ExitCode::bad_data) << bytes.substr(0, 200);
  }
  EXPECT_EQ(error_of([&] { (void)family("logistic").from_bytes(good); }).code(), ExitCode::bad_data);
}

TEST(Linear, SurvivesDamagedBytes) {
  const Rows rows = awkward();
  expect_survives_damage(linear(), *fit(linear(), rows, {}), rows.x);
}

TEST(Linear, NamesTheMissingValueAndTheRemedy) {
  Rows rows = awkward();
  const auto model = fit(linear(), rows, {});
  rows.x.values[2 * 40 + 7] = std::nanf("");
  for (const Error& error : {error_of([&] { fit(linear(), rows, {}); }), error_of([&] { (void)model->predict({}, rows.x); })}) {
    EXPECT_EQ(error.code(), ExitCode::bad_data);
    for (const char* part : {"column 2", "row 7", "missing", "features.numeric.impute"}) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  }
}

TEST(Linear, RefusesInfiniteValuesAndAnotherNumberOfColumns) {
  Rows rows = awkward();
  const auto model = fit(linear(), rows, {});
  EXPECT_EQ(error_of([&] { (void)model->predict({}, testing::rows(3).x); }).code(), ExitCode::bad_data);
  rows.x.values[5] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(error_of([&] { fit(linear(), rows, {}); }).code(), ExitCode::bad_data);
  EXPECT_EQ(error_of([&] { (void)model->predict({}, rows.x); }).code(), ExitCode::bad_data);
}

TEST(Linear, LearnsNumbersAlone) {
  EXPECT_TRUE(linear().offers(Task::regression));
  EXPECT_FALSE(linear().offers(Task::binary));
  EXPECT_FALSE(linear().offers(Task::multiclass));
  EXPECT_EQ(error_of([] { fit(linear(), classes_of(awkward(), 2), {}); }).code(), ExitCode::bad_config);
}

TEST(Linear, AnswersTheParametersOfScikitLearn) {
  std::vector<std::string> problems;
  const auto note = [&](const std::string& name, const std::string& message) { problems.push_back(name + " " + message); };
  EXPECT_EQ(linear().canonical({{"reg_lambda", 2}}, note), Params({{"alpha", 2.0}}));
  EXPECT_TRUE(problems.empty());
  for (const char* name : {"solver", "tol", "max_iter", "positive", "random_state", "copy_X", "normalize"}) {
    problems.clear();
    (void)linear().canonical({{name, 1}}, note);
    ASSERT_EQ(problems.size(), 1U) << name;
    EXPECT_NE(problems[0].find("cannot be set here: it "), std::string::npos) << problems[0];
  }
  problems.clear();
  (void)linear().canonical({{"alpha", -1}}, note);
  EXPECT_EQ(problems, std::vector<std::string>{"alpha is -1.0: must be at least 0"});
}

TEST(Linear, RecordsHowItSolved) {
  EXPECT_EQ(fit(linear(), awkward(), {})->effective_params(),
            Params({{"alpha", 1.0}, {"l1_ratio", nullptr}, {"fit_intercept", true}, {"solver", "cholesky"}, {"rank", 5}}));
  EXPECT_EQ(fit(linear(), awkward(), {{"alpha", 0.0}})->effective_params(),
            Params({{"alpha", 0.0}, {"l1_ratio", nullptr}, {"fit_intercept", true}, {"solver", "eigenvalues"}, {"rank", 4}}));
}

TEST(Linear, SharesThePreparedRowsBetweenAlphas) {
  const Rows rows = awkward();
  const auto data = linear().prepare({}, rows.labelled(), {{"alpha", 1.0}}, nullptr);
  EXPECT_EQ(linear().fit(*data, nullptr, {{"alpha", 7.0}}, on_cpu())->to_bytes(), fit(linear(), rows, {{"alpha", 7.0}})->to_bytes());
  EXPECT_EQ(linear().data_params(), std::vector<std::string>{"fit_intercept"});
  EXPECT_EQ(error_of([&] { (void)linear().fit(*data, nullptr, {{"fit_intercept", false}}, on_cpu()); }).code(), ExitCode::bug);
}

TEST(Linear, StopsWhenAskedTo) {
  FitSettings settings = on_cpu();
  settings.stop = [] { return true; };
  EXPECT_EQ(error_of([&] { fit(linear(), awkward(), {}, settings); }).code(), ExitCode::interrupted);
}

}  // namespace
}  // namespace trainyard::models
