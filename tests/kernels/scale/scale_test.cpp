#include "kernels/scale/scale.hpp"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "tests/kernels/map/run_maps.hpp"
#include "tests/kernels/reduce/blocks.hpp"

namespace trainyard::kernels::scale {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

map::Maps fit(const std::string& name, const std::vector<double>& values) { return map::fitted(*find_scaler(name), values); }

double divisor(const map::Maps& maps) { return maps.front().b; }

void expect_scaled(const std::string& name, const std::vector<double>& values, const std::vector<double>& expected) {
  const auto scaled = map::features_of(values, fit(name, values));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(expected[i])) {
      EXPECT_TRUE(std::isnan(scaled[i])) << name << ", row " << i;
    } else {
      EXPECT_NEAR(scaled[i], expected[i], 1e-6 * std::abs(expected[i])) << name << ", row " << i;
    }
  }
}

TEST(Scale, ListsEachScalerOnceByName) {
  std::vector<std::string> names;
  for (const auto& scaler : scalers()) names.emplace_back(scaler.name);
  EXPECT_EQ(names, (std::vector<std::string>{"none", "standard", "minmax", "max_abs", "robust", "quantile_uniform", "quantile_normal",
                                             "log1p", "yeo_johnson"}));
  for (const auto& scaler : scalers()) EXPECT_EQ(find_scaler(scaler.name), &scaler);
  EXPECT_EQ(find_scaler("cube"), nullptr);
}

// Expected values: scikit-learn 1.9.1, StandardScaler, MinMaxScaler, MaxAbsScaler, RobustScaler, QuantileTransformer(subsample=None),
// PowerTransformer; numpy.log1p.
TEST(Scale, ScalesAsScikitLearnDoes) {
  const std::vector<double> values = {3.0, nan, -1.5, 10.25, 0.1, nan, 7.0};
  expect_scaled("standard", values,
                {-0.17734404790824368, nan, -1.2137703019174595, 1.4924538057732706, -0.8452631893808493, nan, 0.7439237334332814});
  expect_scaled("minmax", values, {0.3829787234042553, nan, 0.0, 1.0, 0.13617021276595745, nan, 0.7234042553191489});
  expect_scaled("max_abs", values, {0.2926829268292683, nan, -0.14634146341463414, 1.0, 0.00975609756097561, nan, 0.6829268292682927});
  expect_scaled("robust", values, {0.0, nan, -0.6521739130434783, 1.0507246376811594, -0.42028985507246375, nan, 0.5797101449275363});
  expect_scaled("quantile_uniform", values, {0.5, nan, 0.0, 1.0, 0.22592592592592597, nan, 0.7586206896551725});
  expect_scaled("quantile_normal", values, {0.0, nan, -5.199337582605575, 5.19933758270342, -0.7523312959551569, nan, 0.7018725954219605});
  expect_scaled("yeo_johnson", values,
                {0.062029002426200144, nan, -1.4576672739649565, 1.3053522386591525, -0.71752934782632, nan, 0.807815380705924});
  expect_scaled("log1p", values, {1.3862943611198906, nan, nan, 2.4203681286504293, 0.09531017980432487, nan, 2.0794415416798357});
  expect_scaled("none", values, values);
}

TEST(Scale, ShiftsAConstantColumnAndDividesByOne) {
  EXPECT_EQ(fit("standard", {0.1, 0.1, nan, 0.1}), shifted_and_divided(0.1, 1.0));
  EXPECT_EQ(fit("minmax", {0.1, 0.1, nan, 0.1}), shifted_and_divided(0.1, 1.0));
  EXPECT_EQ(fit("standard", {-4}), shifted_and_divided(-4.0, 1.0));
  EXPECT_EQ(fit("robust", {0.1, 0.1, nan, 0.1}), shifted_and_divided(0.1, 1.0));
  EXPECT_EQ(fit("robust", {0, 0, 0, 0, 7}), shifted_and_divided(0.0, 1.0)) << "the quartiles are equal";
  EXPECT_EQ(fit("max_abs", {0, nan, -0.0}), shifted_and_divided(0.0, 1.0));
}

// The spread is one unit in the last place: what scikit-learn takes for rounding, not for variance.
TEST(Scale, TakesRoundingForAConstantColumn) {
  const double x = 1e6, next = std::nextafter(x, 2e6);
  EXPECT_EQ(divisor(fit("standard", {x, next, x, next})), 1.0);
  EXPECT_EQ(divisor(fit("minmax", {1.0, std::nextafter(1.0, 2.0)})), 1.0);
}

TEST(Scale, LeavesAColumnWithoutNumbersUnscaled) {
  for (const auto& scaler : scalers()) {
    EXPECT_EQ(fit(std::string(scaler.name), {nan, nan}), map::Maps{}) << scaler.name;
    EXPECT_EQ(fit(std::string(scaler.name), {}), map::Maps{}) << scaler.name;
  }
}

TEST(Scale, GivesTheSameBitsForAnyThreadCountAndBlocks) {
  std::vector<double> values(100'003);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sqrt(static_cast<double>(i)) - 100;
  const Exec many{.threads = 4};
  const Buffer<double> column(many, values);
  for (const auto& scaler : scalers()) {
    EXPECT_EQ(fit(std::string(scaler.name), values), scaler.fit(many, reduce::WholeColumn(column.view()))) << scaler.name;
    EXPECT_EQ(fit(std::string(scaler.name), values), scaler.fit(many, reduce::Blocks(column.view(), 7001))) << scaler.name;
  }
}

}  // namespace
}  // namespace trainyard::kernels::scale
