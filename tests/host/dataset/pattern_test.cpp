#include "host/dataset/pattern.hpp"

#include <gtest/gtest.h>

#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

TEST(Pattern, MatchesCharactersAndAllOfThem) {
  EXPECT_TRUE(Pattern("[à-ü]+").match("éàü"));
  EXPECT_FALSE(Pattern("[à-ü]+").match("éàüx"));
  EXPECT_TRUE(Pattern("..").match("日本"));
  EXPECT_TRUE(Pattern("(?!x)[a-z]+\\d{2,3}|^$").match("abc12"));
  EXPECT_TRUE(Pattern("").match(""));
  EXPECT_FALSE(Pattern("").match("a"));
}

TEST(Pattern, AByteThatIsNotUtf8IsOneCharacter) {
  EXPECT_TRUE(
      Pattern("a.b").match("a\xff"
                           "b"));
  EXPECT_TRUE(Pattern("a..").match("a\xe2\x82"));
  EXPECT_FALSE(
      Pattern("[a-z]+").match("a\xff"
                              "b"));
}

TEST(Pattern, LongValuesAndNestedRepetitionsEnd) {
  EXPECT_TRUE(Pattern(".*b?").match(std::string(300'000, 'a')));
  EXPECT_FALSE(Pattern("(a+)+b").match(std::string(10'000, 'a')));
}

TEST(Pattern, RepetitionsThatMultiplyAreRefused) {
  EXPECT_TRUE(Pattern("[a-z]{1,4096}").match(std::string(4096, 'a')));
  EXPECT_TRUE(Pattern("(b?){1000}").match("bb"));
  for (const char* text : {"(b?){8000}", "((b{100}){100}){100}", "(((b?){20}){20}){20}"}) {
    try {
      const Pattern pattern(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_config);
      EXPECT_EQ(error.what(), "'" + std::string(text) +
                                  "' is too large a regular expression: its repetitions come to more than 10000 states; repeat less "
                                  "often, or without an upper bound (*, +)");
    }
  }
}

TEST(Pattern, WhatIsNoneIsRefused) {
  for (const char* text : {"(a", "[z-a]", "a{2,1}", "*"}) EXPECT_THROW(Pattern{text}, Error) << text;
  EXPECT_THROW(Pattern{std::string(100'000, '(') + std::string(100'000, ')')}, Error);
  EXPECT_TRUE(Pattern(std::string(2000, '(') + "a" + std::string(2000, ')')).match("a"));
  try {
    const Pattern pattern("(a)\\1");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_config);
    EXPECT_STREQ(error.what(), "'(a)\\1' is no regular expression (ECMAScript): back-references are not taken");
  }
}

}  // namespace
}  // namespace trainyard::dataset
