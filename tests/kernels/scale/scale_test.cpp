#include "kernels/scale/scale.hpp"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "kernels/base/buffer.hpp"

namespace trainyard::kernels::scale {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Affine fit(const std::string& name, const std::vector<double>& values) {
  const Exec exec;
  const Buffer<double> column(exec, values);
  return find_scaler(name)->fit(exec, column.view());
}

std::vector<float> run(const std::vector<double>& values, double stand_in, Affine affine, int threads = 1) {
  Exec exec;
  exec.threads = threads;
  const Buffer<double> column(exec, values);
  Buffer<float> result(exec, values.size());
  apply(exec, column.view(), stand_in, affine, result.view());
  return result.download();
}

void expect_scaled(const std::string& name, const std::vector<double>& values, const std::vector<double>& expected) {
  const auto scaled = run(values, nan, fit(name, values));
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
  EXPECT_EQ(names, (std::vector<std::string>{"none", "standard", "minmax"}));
  for (const auto& scaler : scalers()) EXPECT_EQ(find_scaler(scaler.name), &scaler);
  EXPECT_EQ(find_scaler("robust"), nullptr);
}

// Expected values: scikit-learn 1.9.1, StandardScaler and MinMaxScaler.
TEST(Scale, ScalesAsScikitLearnDoes) {
  const std::vector<double> values = {3.0, nan, -1.5, 10.25, 0.1, nan, 7.0};
  expect_scaled("standard", values,
                {-0.17734404790824368, nan, -1.2137703019174595, 1.4924538057732706, -0.8452631893808493, nan, 0.7439237334332814});
  expect_scaled("minmax", values, {0.3829787234042553, nan, 0.0, 1.0, 0.13617021276595745, nan, 0.7234042553191489});
  expect_scaled("none", values, values);
}

TEST(Scale, ShiftsAConstantColumnAndDividesByOne) {
  EXPECT_EQ(fit("standard", {0.1, 0.1, nan, 0.1}), (Affine{0.1, 1.0}));
  EXPECT_EQ(fit("minmax", {0.1, 0.1, nan, 0.1}), (Affine{0.1, 1.0}));
  EXPECT_EQ(fit("standard", {-4}), (Affine{-4.0, 1.0}));
}

// The spread is one unit in the last place: what scikit-learn takes for rounding, not for variance.
TEST(Scale, TakesRoundingForAConstantColumn) {
  const double x = 1e6, next = std::nextafter(x, 2e6);
  EXPECT_EQ(fit("standard", {x, next, x, next}).divisor, 1.0);
  EXPECT_EQ(fit("minmax", {1.0, std::nextafter(1.0, 2.0)}).divisor, 1.0);
}

TEST(Scale, LeavesAColumnWithoutNumbersUnscaled) {
  for (const auto& scaler : scalers()) {
    EXPECT_EQ(fit(std::string(scaler.name), {nan, nan}), Affine{}) << scaler.name;
    EXPECT_EQ(fit(std::string(scaler.name), {}), Affine{}) << scaler.name;
  }
}

TEST(Scale, PutsTheStandInThroughTheSameScaling) { EXPECT_EQ(run({nan, 4}, 10, {2, 4}), (std::vector<float>{2.0F, 0.5F})); }

TEST(Scale, WritesOneNaNForMissing) {
  for (const float x : run({nan, std::copysign(nan, -1.0)}, nan, {})) {
    EXPECT_EQ(std::bit_cast<std::uint32_t>(x), std::bit_cast<std::uint32_t>(std::numeric_limits<float>::quiet_NaN()));
  }
}

TEST(Scale, ShowsANumberThatDoesNotFitAFloatAsInfinite) {
  EXPECT_TRUE(std::isinf(run({1e300}, nan, {})[0]));
  EXPECT_EQ(run({1e300}, nan, {0, 1e300})[0], 1.0F);
}

TEST(Scale, GivesTheSameBitsForAnyThreadCount) {
  std::vector<double> values(100'003);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sqrt(static_cast<double>(i)) - 100;
  Exec many;
  many.threads = 4;
  const Buffer<double> column(many, values);
  for (const auto& scaler : scalers()) {
    const Affine affine = fit(std::string(scaler.name), values);
    EXPECT_EQ(affine, scaler.fit(many, column.view())) << scaler.name;
    EXPECT_EQ(run(values, nan, affine, 1), run(values, nan, affine, 4)) << scaler.name;
  }
}

}  // namespace
}  // namespace trainyard::kernels::scale
