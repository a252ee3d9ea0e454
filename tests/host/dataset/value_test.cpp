#include "host/dataset/value.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <string>

namespace trainyard::dataset {
namespace {

std::string why(const char* problem) { return problem == nullptr ? "" : problem; }

TEST(ParseFloat, TakesDecimalNumbersWithSignFractionExponentAndSpacesAround) {
  for (const auto& [text, value] : {std::pair{"1", 1.0},
                                    {"-1.5", -1.5},
                                    {"+2", 2.0},
                                    {" 3.25\t", 3.25},
                                    {".5", 0.5},
                                    {"5.", 5.0},
                                    {"1e3", 1000.0},
                                    {"1E-3", 0.001},
                                    {"-0", 0.0},
                                    {"007.5", 7.5},
                                    {"0.1", 0.1},
                                    {"1.7976931348623157e308", 1.7976931348623157e308}}) {
    const auto parsed = parse_float(text);
    EXPECT_TRUE(parsed.ok()) << text << ": " << why(parsed.problem);
    EXPECT_EQ(parsed.value, value) << text;
  }
}

TEST(ParseFloat, RefusesWhatIsNoFiniteDecimalNumberAndSaysWhy) {
  for (const char* text : {"",      " ", "abc", "1.2.3", "0x10", "1e",    "--1",  "+-1", "1 2",       "1_000",
                           "12abc", "-", "+",   ".",     "e5",   "1,2,3", "1,,5", ",5,", "12,34,567", "1,000x"}) {
    EXPECT_EQ(why(parse_float(text).problem), "not a number") << text;
  }
  for (const char* text : {"inf", "-inf", "Infinity", "nan", "NaN", "+inf"})
    EXPECT_EQ(why(parse_float(text).problem), "not a finite number") << text;
  for (const char* text : {"1e999", "-1e999", "1e-400"})
    EXPECT_EQ(why(parse_float(text).problem), "beyond the range of a 64-bit float") << text;
  for (const char* text : {"1,5", "+1,5", "-1234,5e3", ",5", "1,000,000", "1,234.5", "-12,345,678.9e2"}) {
    EXPECT_EQ(why(parse_float(text).problem), "not a number; write a decimal point, and no comma") << text;
  }
  EXPECT_EQ(why(parse_float("1" + std::string(1 << 20, ',')).problem), "not a number");
}

TEST(ParseInteger, TakesIntegersUpToTwoToTheFiftyThreeAndNumbersWithoutFraction) {
  for (const auto& [text, value] : {std::pair{"0", 0LL},
                                    {"-12", -12LL},
                                    {"+7", 7LL},
                                    {"007", 7LL},
                                    {" 5 ", 5LL},
                                    {"3.0", 3LL},
                                    {"1e3", 1000LL},
                                    {"9007199254740992", 9007199254740992LL},
                                    {"-9007199254740992", -9007199254740992LL}}) {
    const auto parsed = parse_integer(text);
    EXPECT_TRUE(parsed.ok()) << text << ": " << why(parsed.problem);
    EXPECT_EQ(parsed.value, value) << text;
  }
}

TEST(ParseInteger, RefusesFractionsTextAndWhatIsTooLarge) {
  EXPECT_EQ(why(parse_integer("3.5").problem), "not an integer");
  EXPECT_EQ(why(parse_integer("abc").problem), "not a number");
  EXPECT_EQ(why(parse_integer("0x10").problem), "not a number");
  EXPECT_EQ(why(parse_integer("1,5").problem), "not a number; write a decimal point, and no comma");
  for (const char* text : {"9007199254740993", "-9007199254740993", "99999999999999999999999", "1e20"}) {
    EXPECT_EQ(why(parse_integer(text).problem), "an integer beyond ±2^53") << text;
  }
}

TEST(ParseBoolean, TakesTrueAndFalseInAnyCaseAndNothingElse) {
  for (const char* text : {"true", "True", "TRUE", " tRuE "}) EXPECT_TRUE(parse_boolean(text).ok() && parse_boolean(text).value) << text;
  for (const char* text : {"false", "False", "FALSE"}) EXPECT_TRUE(parse_boolean(text).ok() && !parse_boolean(text).value) << text;
  for (const char* text : {"", "0", "1", "yes", "no", "t", "truee", "TRU\x05", "T2UE"}) EXPECT_FALSE(parse_boolean(text).ok()) << text;
}

TEST(ParseTimestamp, TakesDatesAndTimesWithFractionAndZone) {
  constexpr std::int64_t day = 86'400'000'000;
  for (const auto& [text, value] : {std::pair{"1970-01-01", std::int64_t{0}},
                                    {"1970-01-02T00:00:00Z", day},
                                    {"1970-01-02 00:00", day},
                                    {"1970-01-01T00:00:01.5", std::int64_t{1'500'000}},
                                    {"1970-01-01T00:00:00.000001", std::int64_t{1}},
                                    {"1970-01-01T00:00:00.123456000z", std::int64_t{123'456}},
                                    {"1970-01-01T02:00:00+02:00", std::int64_t{0}},
                                    {"1969-12-31T22:30:00-0130", std::int64_t{0}},
                                    {"1970-01-01T05:00+05", std::int64_t{0}},
                                    {"1969-12-31", -day},
                                    {"2000-02-29", 11016 * day},
                                    {"2011-01-01", 14975 * day},
                                    {" 2011-01-01 ", 14975 * day}}) {
    const auto parsed = parse_timestamp(text);
    EXPECT_TRUE(parsed.ok()) << text << ": " << why(parsed.problem);
    EXPECT_EQ(parsed.value, value) << text;
  }
}

TEST(ParseTimestamp, RefusesWhatIsNoDateAndSaysWhy) {
  for (const char* text :
       {"2011", "2011-1-1", "01/02/2011", "2011-01-01T", "2011-01-01T12", "2011-01-01T12:00:00.", "2011-01-01T12:00:00X", "20110101",
        "2011-01-01 12:00:00 UTC", "2011-01-01T12:00.5", "2011-01-01T12:00+1", "2011-01-01T12:00+01:", "2011-01-01T12:00:00+01:00x"}) {
    EXPECT_EQ(why(parse_timestamp(text).problem), "not an ISO 8601 date or time") << text;
  }
  for (const char* text : {"2011-02-29", "2011-13-01", "2011-00-10", "2011-04-31"})
    EXPECT_EQ(why(parse_timestamp(text).problem), "no such date") << text;
  for (const char* text : {"2011-01-01T24:00", "2011-01-01T12:60", "2011-01-01T12:00:60"}) {
    EXPECT_EQ(why(parse_timestamp(text).problem), "no such time of day") << text;
  }
  EXPECT_EQ(why(parse_timestamp("2011-01-01T12:00+25:00").problem), "no such time zone");
  EXPECT_EQ(why(parse_timestamp("2011-01-01T12:00:00.1234567").problem), "finer than a microsecond");
  EXPECT_EQ(why(parse_timestamp("9999-12-31T23:59:59.000001").problem), "too far from 1970 to be kept to the microsecond");
  EXPECT_TRUE(parse_timestamp("9999-12-31T23:59:59").ok());
  for (const char* text : {"9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00+00:01"}) {
    EXPECT_EQ(why(parse_timestamp(text).problem), "beyond the years 0 to 9999") << text;
  }
}

TEST(ParseEpoch, CountsUnitsSince1970) {
  EXPECT_EQ(parse_epoch(" 86400 ", 1'000'000).value, 86'400'000'000);
  EXPECT_EQ(parse_epoch("-1", 1'000).value, -1'000);
  EXPECT_EQ(parse_epoch("1601510400000000000", -1'000).value, 1'601'510'400'000'000);
  EXPECT_EQ(why(parse_epoch("1", -1'000).problem), "finer than a microsecond");
  EXPECT_EQ(why(parse_epoch("1.5", 1'000).problem), "not a whole number");
  EXPECT_EQ(why(parse_epoch("99999999999999999999", 1).problem), "too far from 1970 to be kept to the microsecond");
  EXPECT_EQ(why(parse_epoch("9223372036854775807", 1'000).problem), "too far from 1970 to be kept to the microsecond");
  EXPECT_EQ(why(parse_epoch("1601510400000", 1'000'000).problem), "beyond the years 0 to 9999");  // milliseconds taken for seconds
}

TEST(ParseOffset, IsEastOfUtc) {
  for (const auto& [text, hours] : {std::pair{"Z", 0.0}, {"+02:00", 2.0}, {"-0330", -3.5}, {"+14", 14.0}}) {
    EXPECT_EQ(static_cast<double>(parse_offset(text).value), hours * 3.6e9) << text;
    EXPECT_TRUE(parse_offset(text).ok()) << text;
  }
  for (const char* text : {"", "2", "+2", "+02:", "+24:00", "UTC"}) EXPECT_FALSE(parse_offset(text).ok()) << text;
}

TEST(ParseCommaFloat, TakesPointsBetweenThousandsAlone) {
  for (const auto& [text, value] :
       {std::pair{"1,5", 1.5}, {"1.234,5", 1234.5}, {"-1.234.567", -1234567.0}, {" 12 ", 12.0}, {"1234,5e1", 12345.0}})
    EXPECT_EQ(parse_comma_float(text).value, value) << text;
  for (const char* text : {"1.5", "1,5.000", "12.34,5", "1,2,3", "", ","}) EXPECT_FALSE(parse_comma_float(text).ok()) << text;
  EXPECT_EQ(parse_comma_integer("1.234").value, 1234);
  EXPECT_EQ(why(parse_comma_integer("1,5").problem), "not an integer");
}

TEST(FormatTimestamp, IsReadBackAsTheSame) {
  for (const char* text : {"1970-01-01T00:00:00Z", "2011-01-01T05:06:07Z", "1969-12-31T23:59:59.000001Z", "1600-02-29T12:00:00.500000Z",
                           "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}) {
    EXPECT_EQ(format_timestamp(parse_timestamp(text).value), text);
  }
}

TEST(Classify, TellsIntegersIdentifiersFloatsBooleansTimestampsAndText) {
  for (const auto& [text, kind] : {std::pair{"12", ValueKind::integer},
                                   {"-3", ValueKind::integer},
                                   {"0", ValueKind::integer},
                                   {"007", ValueKind::identifier},
                                   {"9007199254740993", ValueKind::large},
                                   {"-99999999999999999999999", ValueKind::large},
                                   {"1.0", ValueKind::floating},
                                   {"1e3", ValueKind::floating},
                                   {".5", ValueKind::floating},
                                   {"True", ValueKind::boolean},
                                   {"2011-01-01", ValueKind::timestamp},
                                   {"2011-01-01 05:00", ValueKind::timestamp},
                                   {"inf", ValueKind::unusable},
                                   {"-Infinity", ValueKind::unusable},
                                   {"1e999", ValueKind::unusable},
                                   {"1,5", ValueKind::unusable},
                                   {"-1,234,567.8", ValueKind::unusable},
                                   {"1,5,7", ValueKind::text},
                                   {"0x10", ValueKind::text},
                                   {"NEAR BAY", ValueKind::text},
                                   {"2011-02-30", ValueKind::text}}) {
    EXPECT_EQ(classify(text), kind) << text;
  }
}

TEST(MissingSpellings, CompareTheWholeFieldWithoutSpacesAround) {
  const MissingSpellings usual({"", "NA", "null"});
  for (const char* text : {"", "NA", "null"}) EXPECT_TRUE(usual.match(text)) << text;
  for (const char* text : {"N", "NAN", "na", "nullx", "0"}) EXPECT_FALSE(usual.match(text)) << text;
  const MissingSpellings number({"-999"});
  EXPECT_TRUE(number.match("-999"));
  EXPECT_FALSE(number.match(""));
}

}  // namespace
}  // namespace trainyard::dataset
