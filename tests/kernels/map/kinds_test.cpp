// What each kind of map does to ordinary, missing and extreme numbers.
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "kernels/map/mapped.hpp"
#include "kernels/reduce/moments.hpp"
#include "tests/kernels/map/run_maps.hpp"

namespace trainyard::kernels::map {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

void expect_same(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_TRUE(found[i] == expected[i] || (std::isnan(found[i]) && std::isnan(expected[i]))) << i << ": " << found[i];
  }
}

TEST(MapKinds, ClipAndDiscardTreatBothBoundsAsInside) {
  const std::vector<double> values = {-3, -2, 0, 5, 5.5, nan, infinity, -infinity};
  expect_same(numbers_of(values, {{.kind = Kind::clip, .a = -2, .b = 5}}), {-2, -2, 0, 5, 5, nan, 5, -2});
  expect_same(numbers_of(values, {{.kind = Kind::discard_outside, .a = -2, .b = 5}}), {nan, -2, 0, 5, nan, nan, nan, nan});
}

TEST(MapKinds, DistanceAndIsMissing) {
  const std::vector<double> values = {-3, 2, nan, infinity};
  expect_same(numbers_of(values, {{.kind = Kind::distance, .a = 1}}), {4, 1, nan, infinity});
  expect_same(numbers_of(values, {{.kind = Kind::is_missing}}), {0, 0, 1, 0});
}

TEST(MapKinds, Log1pMakesMissingWhatHasNoLogarithm) {
  expect_same(numbers_of({0, -1, -2, nan, infinity, -infinity}, {{.kind = Kind::log1p}}), {0, nan, nan, nan, infinity, nan});
  for (const double x : {1e-300, 1e-16, -1e-16, -0.3, -0.999999, 0.5, 1e9, 1.7e308}) {
    EXPECT_NEAR(numbers_of({x}, {{.kind = Kind::log1p}})[0] / std::log1p(x), 1.0, 5e-16) << x;
    EXPECT_NEAR(numbers_of({x}, {{.kind = Kind::signed_log1p}})[0] / std::copysign(std::log1p(std::abs(x)), x), 1.0, 5e-16) << x;
  }
}

double expected_power(double x, double lambda) {
  const double power = x < 0 ? 2 - lambda : lambda, log = std::log1p(std::abs(x));
  return std::copysign(power == 0.0 ? log : std::expm1(power * log) / power, x);
}

TEST(MapKinds, YeoJohnsonIsWithinItsToleranceForEveryLambda) {
  for (const double lambda : {-3.0, -0.5, -1e-9, 0.0, 1e-12, 0.5, 1.0, 1.999999, 2.0, 3.5}) {
    for (const double x : {-1e60, -12.5, -1.0, -1e-9, 0.0, 4e-324, 1e-20, 0.3, 2.0, 1e5, 1e60}) {
      const double expected = expected_power(x, lambda), found = numbers_of({x}, {{.kind = Kind::yeo_johnson, .a = lambda}})[0];
      EXPECT_NEAR(found, expected, 1e-12 * std::abs(expected)) << x << " with lambda " << lambda;
    }
  }
  expect_same(numbers_of({nan, infinity, -infinity}, {{.kind = Kind::yeo_johnson, .a = 0.5}}), {nan, infinity, -infinity});
}

TEST(MapKinds, FillsByTheCodeOfTheRow) {
  const Exec exec;
  const Maps maps = {{.kind = Kind::fill_by_code, .a = 7, .b = 0, .table = {10, 20}}};
  const std::vector<double> values = {nan, nan, nan, nan, 5};
  const Buffer<double> column(exec, values);
  const Buffer<std::int32_t> codes(exec, std::vector<std::int32_t>{0, 1, -1, 2, 0});
  Buffer<double> result(exec, values.size());
  to_numbers(exec, column.view(), Chain(exec, maps).over(codes.view()), result.view());
  expect_same(result.download(), {10, 20, 7, 7, 5});
}

TEST(MapKinds, FillsByCodeInEveryBlockOfAColumn) {
  const Exec exec;
  const std::size_t rows = 200'003;
  std::vector<std::int32_t> codes(rows);
  std::vector<double> wanted(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    codes[i] = static_cast<std::int32_t>(i % 3);
    wanted[i] = 10.0 * static_cast<double>(i % 3);
  }
  const Buffer<double> column(exec, std::vector<double>(rows, nan)), expected(exec, wanted);
  const Buffer<std::int32_t> there(exec, codes);
  const Maps maps = {{.kind = Kind::fill_by_code, .a = 7, .b = 0, .table = {0, 10, 20}}};
  const reduce::WholeColumn whole(column.view());
  const auto found = reduce::moments(exec, Mapped(exec, whole, maps, there.view())), right = reduce::moments(exec, expected.view());
  EXPECT_EQ(found.mean, right.mean);
  EXPECT_EQ(found.m2, right.m2);
}

TEST(MapKinds, GiveARowAloneTheBitsThatItHasAmongOthers) {
  std::vector<double> values(1003);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 10 == 0 ? nan : std::sin(static_cast<double>(i)) * 40;
  const std::vector<double> table = {-30, -2, -2, 0.5, 17, 33};
  for (const auto kind : {Kind::affine, Kind::fill, Kind::clip, Kind::discard_outside, Kind::distance, Kind::is_missing, Kind::log1p,
                          Kind::signed_log1p, Kind::power_of_log, Kind::yeo_johnson, Kind::quantile_uniform, Kind::quantile_normal}) {
    const Maps maps = {{.kind = kind, .a = -1.25, .b = 20, .table = table}};
    const auto all = numbers_of(values, maps, Exec{.threads = 3});
    for (std::size_t i = 0; i < values.size(); i += 7) expect_same(numbers_of({values[i]}, maps), {all[i]});
  }
}

TEST(MapKinds, SaysWhichNumbersAKindDoesNotTake) {
  EXPECT_EQ(problem_of({.kind = Kind::clip, .a = 2.0, .b = 1.0}), "bounds in the wrong order");
  EXPECT_EQ(problem_of({.kind = Kind::discard_outside, .a = 2.0, .b = 2.0}), "");
  EXPECT_EQ(problem_of({.kind = Kind::quantile_uniform}), "quantiles that do not ascend, or none");
  EXPECT_EQ(problem_of({.kind = Kind::quantile_normal, .table = {1, 3, 2}}), "quantiles that do not ascend, or none");
  EXPECT_EQ(problem_of({.kind = Kind::fill_by_code, .table = {nan}}), "a number that is not finite");
}

}  // namespace
}  // namespace trainyard::kernels::map
