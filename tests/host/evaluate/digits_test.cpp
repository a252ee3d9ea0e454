#include "host/evaluate/digits.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace trainyard::evaluate {
namespace {

TEST(SixDigits, AreSignificantOnesAndNoMoreThanItNeeds) {
  EXPECT_EQ(six_digits(0.125), "0.125");
  EXPECT_EQ(six_digits(-47301.25), "-47301.2");
  EXPECT_EQ(six_digits(1234567), "1.23457e+06");
  EXPECT_EQ(six_digits(1e10), "1e+10");
  EXPECT_EQ(six_digits(2.0 / 3), "0.666667");
  EXPECT_EQ(six_digits(0), "0");
  EXPECT_EQ(six_digits(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(six_digits(std::numeric_limits<double>::lowest()), "-1.79769e+308");
}

}  // namespace
}  // namespace trainyard::evaluate
