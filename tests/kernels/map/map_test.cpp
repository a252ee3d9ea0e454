#include "kernels/map/map.hpp"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "kernels/map/mapped.hpp"
#include "kernels/reduce/moments.hpp"
#include "tests/kernels/map/run_maps.hpp"

namespace trainyard::kernels::map {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const Maps fill_then_scale = {{.kind = Kind::fill, .a = 10.0}, {.kind = Kind::affine, .a = 2.0, .b = 4.0}};

std::vector<double> long_column() {
  std::vector<double> values(200'003);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 11 == 0 ? nan : std::sqrt(static_cast<double>(i)) - 100;
  return values;
}

TEST(Map, FindsEachKindByItsName) {
  for (const std::string_view name : {"affine", "fill"}) {
    ASSERT_NE(find_kind(name), nullptr) << name;
    EXPECT_EQ(kind_name(*find_kind(name)), name);
  }
  EXPECT_EQ(find_kind("guess"), nullptr);
}

TEST(Map, DoesOneMapAfterTheOther) { EXPECT_EQ(features_of({nan, 4, -2}, fill_then_scale), (std::vector<float>{2.0F, 0.5F, -1.0F})); }

TEST(Map, LeavesNumbersAsTheyAreWithoutMaps) { EXPECT_EQ(features_of({1.5, -3}, {}), (std::vector<float>{1.5F, -3.0F})); }

TEST(Map, WritesOneNaNForMissing) {
  for (const float x : features_of({nan, std::copysign(nan, -1.0)}, {{.kind = Kind::affine, .a = 1.0, .b = 2.0}})) {
    EXPECT_EQ(std::bit_cast<std::uint32_t>(x), std::bit_cast<std::uint32_t>(std::numeric_limits<float>::quiet_NaN()));
  }
}

TEST(Map, ShowsANumberThatDoesNotFitAFloatAsInfinite) {
  EXPECT_TRUE(std::isinf(features_of({1e300}, {})[0]));
  EXPECT_EQ(features_of({1e300}, {{.kind = Kind::affine, .a = 0.0, .b = 1e300}})[0], 1.0F);
}

TEST(Map, GivesTheSameBitsForAnyThreadCountAndForOneRowAtATime) {
  const auto values = long_column();
  const auto one = features_of(values, fill_then_scale);
  EXPECT_EQ(features_of(values, fill_then_scale, Exec{.threads = 4}), one);
  for (const std::size_t row : {std::size_t{0}, std::size_t{255}, std::size_t{256}, values.size() - 1}) {
    EXPECT_EQ(features_of({values[row]}, fill_then_scale).front(), one[row]);
  }
}

TEST(Map, SaysWhyAMapCannotBe) {
  EXPECT_EQ(problem_of({.kind = Kind::affine, .a = 0.0, .b = 0.0}), "a divisor of 0");
  EXPECT_EQ(problem_of({.kind = Kind::fill, .a = nan}), "a number that is not finite");
  EXPECT_EQ(problem_of({.kind = Kind::affine}), "");
}

TEST(Mapped, GivesStatisticsOfWhatTheMapsMake) {
  const Exec exec{.threads = 2};
  const auto values = long_column();
  const Buffer<double> column(exec, values), made(exec, numbers_of(values, fill_then_scale));
  const reduce::WholeColumn whole(column.view());
  const auto found = reduce::moments(exec, Mapped(exec, whole, fill_then_scale)), wanted = reduce::moments(exec, made.view());
  EXPECT_EQ(found.mean, wanted.mean);
  EXPECT_EQ(found.m2, wanted.m2);
  EXPECT_EQ(found.count, static_cast<std::int64_t>(values.size()));
}

}  // namespace
}  // namespace trainyard::kernels::map
