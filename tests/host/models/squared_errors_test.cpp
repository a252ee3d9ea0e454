// Squared errors of linear models without predictions, beside those of predictions that are summed row by row.
#include <gtest/gtest.h>

#include "host/models/linear/fitted.hpp"
#include "tests/host/models/linear_rows.hpp"

namespace trainyard::models {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using kernels::metric::Squares;

std::vector<double> doubles(const std::vector<float>& values) { return {values.begin(), values.end()}; }

/// Rows to score on, with numbers that floats do not have.
struct Held {
  explicit Held(const Rows& rows) : x(rows.x), y(doubles(rows.y)), weight(doubles(rows.weight)) {
    for (double& value : y) value += value * 1e-9;
  }
  [[nodiscard]] std::unique_ptr<SquaredErrors> errors(int threads = 1) const {
    return family("linear").squared_errors({.threads = threads}, x, y, weight);
  }

  features::Matrix x;
  std::vector<double> y, weight;
};

/// By plain loops in long double.
Squares plain(const Held& held, const Model& model) {
  const auto& learned = dynamic_cast<const linear::FittedModel&>(model).learned();
  long double weight = 0, mean = 0, errors = 0, spread = 0;
  const auto weight_of = [&](std::size_t r) { return held.weight.empty() ? 1.0L : static_cast<long double>(held.weight[r]); };
  for (std::size_t r = 0; r < held.y.size(); ++r) weight += weight_of(r), mean += weight_of(r) * held.y[r];
  mean /= weight;
  for (std::size_t r = 0; r < held.y.size(); ++r) {
    long double error = static_cast<long double>(held.y[r]) - learned.intercept[0];
    for (std::size_t c = 0; c < held.x.columns; ++c) error -= static_cast<long double>(held.x.column(c)[r]) * learned.coef[c];
    errors += weight_of(r) * error * error;
    spread += weight_of(r) * (held.y[r] - mean) * (held.y[r] - mean);
  }
  return {static_cast<double>(errors), static_cast<double>(spread), static_cast<double>(weight)};
}

void expect_near(const Squares& found, const Squares& expected, const std::string& what) {
  EXPECT_NEAR(found.errors, expected.errors, 1e-9 * expected.errors) << what;
  EXPECT_NEAR(found.spread, expected.spread, 1e-12 * expected.spread) << what;
  EXPECT_NEAR(found.weight, expected.weight, 1e-12 * expected.weight) << what;
}

std::vector<Params> many_params() {
  std::vector<Params> out;
  for (const double alpha : {0.0, 1e-3, 1.0, 1e4, 1e9}) {
    for (const bool intercept : {true, false}) out.push_back({{"alpha", alpha}, {"fit_intercept", intercept}});
  }
  out.push_back({{"alpha", 0.1}, {"l1_ratio", 0.5}});
  return out;
}

TEST(SquaredErrors, AreThoseOfPredictionsThatAreNotRounded) {
  for (const std::size_t columns : {1, 5, 30}) {
    for (const bool weighted : {true, false}) {
      Rows train = normal_rows(300, columns, 3), rows = normal_rows(4096 + 50, columns, 9);
      if (!weighted) rows.weight.clear();
      if (weighted) rows.weight[7] = 0;
      const Held held(rows);
      const auto errors = held.errors();
      ASSERT_NE(errors, nullptr);
      for (const Params& params : many_params()) {
        const auto model = fit(family("linear"), train, params);
        const auto found = errors->of(*model);
        ASSERT_TRUE(found) << columns << " columns, " << params;
        expect_near(*found, plain(held, *model), std::to_string(columns) + " columns, " + params.dump());
      }
    }
  }
}

/// Columns that are the same but for rounding, of large units, far from 0, and more of them than training rows.
std::vector<std::pair<Rows, Rows>> hard_cases() {
  std::vector<std::pair<Rows, Rows>> out;
  for (const int kind : {0, 1, 2, 3}) {
    Rows train = normal_rows(kind == 3 ? 4 : 300, 8, 3), rows = normal_rows(1000, 8, 9);
    for (Rows* each : {&train, &rows}) {
      const std::size_t count = each->x.rows;
      for (std::size_t r = 0; r < count; ++r) {
        float* const row = each->x.values.data() + r;
        if (kind == 0) row[0] = row[count] + 1e-5F * row[0];
        if (kind == 1) row[0] *= 1e8F;
        if (kind == 2) row[0] += 1e6F;
      }
    }
    out.emplace_back(std::move(train), std::move(rows));
  }
  return out;
}

TEST(SquaredErrors, AreRightOrNotGivenWhereSumsCancel) {
  int given = 0, asked = 0;
  for (const auto& [train, rows] : hard_cases()) {
    const Held held(rows);
    const auto errors = held.errors();
    ASSERT_NE(errors, nullptr);
    for (const Params& params : many_params()) {
      const auto model = fit(family("linear"), train, params);
      ++asked;
      if (const auto found = errors->of(*model)) ++given, expect_near(*found, plain(held, *model), params.dump());
    }
  }
  EXPECT_GT(given, asked / 2);
}

// y = 3 x + noise. At a noise of 1e-4 of the spread of y, squares are 1e-8 of what they are the difference of.
TEST(SquaredErrors, AreNotGivenOfAModelThatFitsNearlyExactly) {
  for (const double noise : {0.1, 1e-4}) {
    const auto random = reference::make_numbers(500, -1, 1, 4), x = reference::make_numbers(500, -1, 1, 5);
    std::vector<double> y;
    for (std::size_t r = 0; r < 500; ++r) y.push_back(3 * x[r] + noise * random[r]);
    const Rows rows = make_rows({x}, y);
    const auto errors = Held(rows).errors();
    ASSERT_NE(errors, nullptr);
    EXPECT_EQ(errors->of(*fit(family("linear"), rows, {{"alpha", 0.0}})).has_value(), noise == 0.1);
    EXPECT_TRUE(errors->of(*fit(family("linear"), rows, {{"alpha", 1e4}}))) << "which fits badly";
  }
}

TEST(SquaredErrors, AreNotGivenOfTargetsThatHardlyVary) {
  Held held(normal_rows(100, 3));
  held.y.assign(100, 0.1);
  EXPECT_EQ(held.errors(), nullptr);
  held.y[5] += 1e-9;
  EXPECT_EQ(held.errors(), nullptr);
  held.y.assign(100, 0.0);
  EXPECT_EQ(held.errors(), nullptr);
}

TEST(SquaredErrors, AreNotGivenOfValuesThatAModelRefusesOrRowsThatCountForNothing) {
  const Held good(normal_rows(100, 3));
  EXPECT_NE(good.errors(), nullptr);
  for (const float value : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    Held held = good;
    held.x.values[17] = value;
    EXPECT_EQ(held.errors(), nullptr);
  }
  Held held = good;
  held.weight.assign(100, 0.0);
  EXPECT_EQ(held.errors(), nullptr);
  held = good;
  held.y[3] = std::nan("");
  EXPECT_EQ(held.errors(), nullptr);
  EXPECT_EQ(Held(normal_rows(2, 3)).errors(), nullptr) << "sooner predicted";
  EXPECT_EQ(Held({}).errors(), nullptr);
}

TEST(SquaredErrors, AreOfLinearModelsAlone) {
  const Held held(normal_rows(100, 3));
  for (const char* other : {"xgboost", "logistic", "baseline", "random_forest"}) {
    EXPECT_EQ(family(other).squared_errors({}, held.x, held.y, held.weight), nullptr) << other;
  }
  EXPECT_THROW((void)held.errors()->of(*fit(family("linear"), normal_rows(100, 4), {})), std::invalid_argument);
}

TEST(SquaredErrors, HaveTheSameBitsForAnyThreadCount) {
  const Held held(normal_rows(4096 * 3 + 5, 9));
  const auto model = fit(family("linear"), normal_rows(200, 9, 5), {});
  const auto alone = held.errors()->of(*model);
  for (const int threads : {2, 3, 7}) {
    const auto found = held.errors(threads)->of(*model);
    EXPECT_EQ(found->errors, alone->errors);
    EXPECT_EQ(found->spread, alone->spread);
  }
}

}  // namespace
}  // namespace trainyard::models
