#include "host/dataset/plain_number.hpp"

#include <charconv>
#include <gtest/gtest.h>
#include <string>

#include "host/dataset/value.hpp"

namespace trainyard::dataset {
namespace {

// All digits differ from their neighbours, so that one out of place shows; 19 of them, and a point before `point` or none.
std::string digits(std::size_t size, std::size_t point) {
  std::string text = std::string("4102938475610293847").substr(0, size);
  if (point <= size) text.insert(point, ".");
  return text;
}

void expect_as_from_chars(const std::string& text) {
  const PlainNumber number = read_plain_number(text);
  const std::string_view unsigned_text = std::string_view(text).substr(text.starts_with('-') ? 1 : 0);
  const bool point = unsigned_text.find('.') != std::string_view::npos;
  const std::size_t count = unsigned_text.size() - (point ? 1 : 0);
  std::string without = std::string(unsigned_text);
  if (point) without.erase(without.find('.'), 1);
  const bool exact = count >= 1 && count <= 18 && std::stoll(without) <= PlainNumber::largest_exact;
  ASSERT_EQ(number.ok, exact && unsigned_text.front() != '.') << text;
  if (!number.ok) return;
  double expected = 0;
  std::from_chars(text.data(), text.data() + text.size(), expected);
  EXPECT_EQ(number.value(), expected) << text;
  EXPECT_EQ(number.point, point) << text;
  EXPECT_EQ(number.leading_zero, unsigned_text.front() == '0' && count > 1) << text;
  EXPECT_EQ(number.digits, std::stoll(without)) << text;
}

TEST(PlainNumber, IsWhatAGeneralParserSaysWhereverThePointIs) {
  for (const char* sign : {"", "-"}) {
    for (std::size_t size = 1; size <= 19; ++size) {
      for (std::size_t point = 0; point <= size + 1; ++point) {
        const std::string text = digits(size, point);
        expect_as_from_chars(sign + text);
        expect_as_from_chars(sign + ("0" + text.substr(1)));
      }
    }
  }
}

TEST(PlainNumber, IsNoTextWithAnyOtherByte) {
  for (std::size_t size = 1; size <= 19; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (const char other : {'/', ':', ' ', 'e', '+', '\0', '\xB0', '\x10'}) {
        for (const std::size_t point : {size + 1, size / 2}) {
          std::string text = digits(size, point);
          text[at] = other;
          EXPECT_FALSE(read_plain_number(text).ok) << text;
        }
      }
    }
  }
  for (const char* text : {"", "-", ".", "-.", "..", "1..2", "1.2.3", ".1.", "--1", "-123456789.1.2", "1-2"}) {
    EXPECT_FALSE(read_plain_number(text).ok) << text;
  }
}

TEST(PlainNumber, LooksLikeWhatClassifySaysWithoutParsingOnceMore) {
  for (const char* text : {"1", "-1", "+1", "007", "-007", "0.5", "-0", "1e5", "9007199254740993", "00.5", "3.0", "+01"}) {
    EXPECT_EQ(classify_number(text), classify(text)) << text;
  }
}

}  // namespace
}  // namespace trainyard::dataset
