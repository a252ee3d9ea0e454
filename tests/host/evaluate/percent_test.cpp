#include "host/evaluate/percent.hpp"

#include <gtest/gtest.h>

namespace trainyard::evaluate {
namespace {

TEST(PercentText, HasNoMoreDecimalsThanItNeeds) {
  EXPECT_EQ(percent_text(0.3), "30 %");
  EXPECT_EQ(percent_text(0.95), "95 %");
  EXPECT_EQ(percent_text(0.0125), "1.25 %");
  EXPECT_EQ(percent_text(0.29, 1), "29 %") << "100 * 0.29 is below 29";
  EXPECT_EQ(percent_text(0), "0 %");
}

TEST(PercentText, SaysAHundredOnlyOfAll) {
  EXPECT_EQ(percent_text(1), "100 %");
  EXPECT_EQ(percent_text(0.9999999999), "100 %") << "but for rounding";
  EXPECT_EQ(percent_text(0.99999), "99.99 %");
  EXPECT_EQ(percent_text(0.9999, 1), "99.9 %");
}

TEST(PercentText, GoesBelowZero) { EXPECT_EQ(percent_text(-0.125), "-12.5 %"); }

}  // namespace
}  // namespace trainyard::evaluate
