#include "host/config/scalar.hpp"

#include <gtest/gtest.h>
#include <string>

namespace trainyard::config {
namespace {

TEST(Integer, IsDecimalEvenWithALeadingZero) {
  EXPECT_EQ(parse_integer("010"), 10);
  EXPECT_EQ(parse_integer("-7"), -7);
  EXPECT_EQ(parse_integer("+7"), 7);
}

TEST(Integer, TakesAWholeNumberInDecimalOrScientificForm) {
  EXPECT_EQ(parse_integer("1e6"), 1000000);
  EXPECT_EQ(parse_integer("5.0"), 5);
}

TEST(Integer, RefusesEverythingElse) {
  for (const char* text :
       {"", "+", "-", "5.5", "0x10", "1_000", "12abc", " 1", "1 ", "1e30", "99999999999999999999", "true", "--1", "+-1"}) {
    EXPECT_FALSE(parse_integer(text)) << "'" << text << "'";
  }
}

TEST(Number, ReadsDecimalForms) {
  EXPECT_EQ(parse_number("1"), 1.0);
  EXPECT_EQ(parse_number("-.5"), -0.5);
  EXPECT_EQ(parse_number("+2.25e-1"), 0.225);
  EXPECT_EQ(parse_number("3."), 3.0);
}

TEST(Number, RefusesWhatIsNotAFiniteDecimal) {
  for (const char* text : {"", ".", "-", "1e", "1e+", "inf", "nan", ".inf", "1e999", "1,5", "0x1p3", "1.2.3", "1e5x"}) {
    EXPECT_FALSE(parse_number(text)) << "'" << text << "'";
  }
}

TEST(Duration, AddsUpItsParts) {
  EXPECT_EQ(parse_duration("2h"), 7200.0);
  EXPECT_EQ(parse_duration("1h30m"), 5400.0);
  EXPECT_EQ(parse_duration("250ms"), 0.25);
  EXPECT_EQ(parse_duration("1.5d"), 129600.0);
  EXPECT_EQ(parse_duration("1w"), 604800.0);
}

TEST(Duration, TakesAPlainNumberAsSeconds) {
  EXPECT_EQ(parse_duration("90"), 90.0);
  EXPECT_EQ(parse_duration("0.5"), 0.5);
}

TEST(Duration, RefusesOtherWords) {
  for (const char* text : {"", "h", "2 h", "2y", "-2h", "2h 30m", "1.h", "2hours", "h2", "1h2", "."}) {
    EXPECT_FALSE(parse_duration(text)) << "'" << text << "'";
  }
}

TEST(Bytes, KnowsPowersOf1024AndOf1000) {
  EXPECT_EQ(parse_bytes("4GiB"), 4294967296);
  EXPECT_EQ(parse_bytes("500MB"), 500000000);
  EXPECT_EQ(parse_bytes("1.5 KiB"), 1536);
  EXPECT_EQ(parse_bytes("77"), 77);
}

TEST(Bytes, RefusesAmbiguousOrHugeAmounts) {
  for (const char* text : {"", "4G", "4gib", "1.5", "-1", "GiB", "4  GiB", "9000000TiB", "1.GiB"}) {
    EXPECT_FALSE(parse_bytes(text)) << "'" << text << "'";
  }
}

TEST(NumberText, ShowsWholeNumbersWithoutAFraction) {
  EXPECT_EQ(number_text(10), "10");
  EXPECT_EQ(number_text(0.3), "0.3");
  EXPECT_EQ(number_text(-2.5), "-2.5");
}

}  // namespace
}  // namespace trainyard::config
