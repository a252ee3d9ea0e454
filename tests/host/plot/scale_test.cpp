#include "host/plot/scale.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <set>

namespace trainyard::plot {
namespace {

std::vector<std::string> labels(const Scale& scale, std::size_t most) {
  std::vector<std::string> out;
  for (const auto& tick : scale.ticks(most)) out.push_back(tick.label);
  return out;
}

using Labels = std::vector<std::string>;

TEST(Scale, TicksAreRoundNumbers) {
  EXPECT_EQ(labels(Scale::linear(0, 1), 6), (Labels{"0", "0.2", "0.4", "0.6", "0.8", "1"}));
  EXPECT_EQ(labels(Scale::linear(-3, 7), 6), (Labels{"-2", "0", "2", "4", "6"}));
  EXPECT_EQ(labels(Scale::linear(45210, 48790), 5), (Labels{"46000", "47000", "48000"}));
  EXPECT_EQ(labels(Scale::linear(0.12341, 0.12349), 5), (Labels{"0.12342", "0.12344", "0.12346", "0.12348"}));
  EXPECT_EQ(labels(Scale::linear(0, 3e7), 4), (Labels{"0", "1e7", "2e7", "3e7"}));
  EXPECT_EQ(labels(Scale::linear(1e-9, 4e-9), 4), (Labels{"1e-9", "2e-9", "3e-9", "4e-9"}));
}

TEST(Scale, WholeNumbersHaveTicksAtWholeNumbersAlone) {
  EXPECT_EQ(labels(Scale::whole(3, 5), 10), (Labels{"3", "4", "5"}));
  EXPECT_EQ(labels(Scale::whole(1, 1), 10), (Labels{"1"}));
  EXPECT_EQ(labels(Scale::whole(0, 0), 10), (Labels{"0"}));
  EXPECT_EQ(labels(Scale::whole(0, 999), 6), (Labels{"0", "200", "400", "600", "800", "1000"}));
}

TEST(Scale, LogarithmicTicksArePowersOfTenOrTheirSimpleMultiples) {
  EXPECT_EQ(labels(Scale::logarithmic(1e-4, 1), 6), (Labels{"1e-4", "0.001", "0.01", "0.1", "1"}));
  EXPECT_EQ(labels(Scale::logarithmic(0.01, 0.3), 6), (Labels{"0.01", "0.02", "0.05", "0.1", "0.2"}));
  EXPECT_EQ(labels(Scale::logarithmic(1e-8, 1e8), 6), (Labels{"1e-8", "1e-5", "0.01", "10", "10000", "1e7"}));
  const auto narrow = labels(Scale::logarithmic(3, 4), 6);
  EXPECT_GE(narrow.size(), 2U) << "a range without such a number has linear ticks";
}

TEST(Scale, PlacesRiseWithValuesFromOneEndToTheOther) {
  for (const Scale& scale : {Scale::linear(-5, 5), Scale::logarithmic(1e-3, 10), Scale::whole(1, 12)}) {
    for (const double low : {1.0, 2.0, 5.0}) EXPECT_LT(scale.at(low), scale.at(low + 0.5));
  }
  EXPECT_NEAR(Scale::logarithmic(1e-4, 1).at(1e-2), 0.5, 1e-12);
  const Scale scale = Scale::linear(10, 20);
  EXPECT_GT(scale.at(10), 0) << "no mark on the frame";
  EXPECT_LT(scale.at(20), 1);
}

TEST(Scale, NamesLieInTheMiddleOfEqualParts) {
  const auto ticks = Scale::categories({"a", "b", "c", "d"}).ticks(4);
  ASSERT_EQ(ticks.size(), 4U);
  EXPECT_DOUBLE_EQ(ticks[0].at, 0.125);
  EXPECT_DOUBLE_EQ(ticks[3].at, 0.875);
  EXPECT_EQ(labels(Scale::categories({"a", "b", "c", "d", "e"}), 2), (Labels{"a", "", "", "d", ""})) << "too many are not all labelled";
}

TEST(Scale, OneValueIsInTheMiddleOfARangeAroundIt) {
  for (const double value : {0.0, 5.0, -1e-12, 1e300, std::nextafter(1.0, 2.0)}) {
    EXPECT_NEAR(Scale::of(std::vector{value, value}).at(value), 0.5, 1e-9) << value;
    EXPECT_LE(Scale::of(std::vector{value}).ticks(8).size(), 8U) << value;
  }
  EXPECT_LE(Scale::of(std::vector{1.0, std::nextafter(1.0, 2.0)}).ticks(8).size(), 8U);
}

TEST(Scale, FollowsFiniteValuesAlone) {
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(labels(Scale::of(std::vector{nan, 0.0, infinity, 1.0, -infinity}), 3), (Labels{"0", "0.5", "1"}));
  EXPECT_EQ(labels(Scale::of(std::vector{nan}), 3), (Labels{"0", "0.5", "1"}));
  EXPECT_EQ(labels(Scale::of({}), 3), (Labels{"0", "0.5", "1"}));
}

TEST(Scale, IsLogarithmicForValuesOfManyOrders) {
  EXPECT_TRUE(Scale::of(std::vector{1.0, 50.0}).is_logarithmic());
  EXPECT_FALSE(Scale::of(std::vector{1.0, 49.0}).is_logarithmic());
  EXPECT_FALSE(Scale::of(std::vector{-1.0, 1000.0}).is_logarithmic());
  EXPECT_FALSE(Scale::of(std::vector{0.0, 1000.0}).is_logarithmic());
}

TEST(Scale, TakesTheLargestNumbersThereAre) {
  const double most = std::numeric_limits<double>::max(), least = std::numeric_limits<double>::denorm_min();
  for (const Scale& scale : {Scale::linear(-most, most), Scale::logarithmic(least, most), Scale::linear(0, least)}) {
    const auto ticks = scale.ticks(6);
    EXPECT_LE(ticks.size(), 6U);
    for (const auto& tick : ticks) EXPECT_TRUE(tick.at >= 0 && tick.at <= 1) << tick.label;
  }
}

TEST(Scale, NoMoreTicksThanAskedForAndNoLabelTwice) {
  for (double low = 1e-7; low < 1e7; low *= 3.7) {
    for (const double ratio : {1.0001, 1.5, 7.0, 4000.0}) {
      for (const Scale& scale : {Scale::linear(low, low * ratio), Scale::logarithmic(low, low * ratio)}) {
        const auto found = labels(scale, 7);
        EXPECT_LE(found.size(), 7U);
        EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(), found.size()) << low << " to " << low * ratio;
      }
    }
  }
}

TEST(NumberText, HasSixDigitsAndNoPadding) {
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(0.03125), "0.03125");
  EXPECT_EQ(number_text(45123.4567), "45123.5");
  EXPECT_EQ(number_text(-1.5e-7), "-1.5e-7");
  EXPECT_EQ(number_text(123456789.0), "123456789");
  EXPECT_EQ(number_text(1e300), "1e300");
}

}  // namespace
}  // namespace trainyard::plot
