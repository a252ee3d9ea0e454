#include "host/source/csv_marks.hpp"

#include <array>
#include <gtest/gtest.h>
#include <random>

namespace trainyard::source {
namespace {

TEST(CsvMarks, AreFoundAlikeByVectorsAndByBytes) {
  std::mt19937 random(2);
  std::array<char, 64> text{};
  for (int round = 0; round < 2000; ++round) {
    for (char& byte : text)
      byte = static_cast<char>(random() % 2 == 0 ? random() : std::array<unsigned, 4>{',', '"', '\r', '\n'}[random() % 4]);
    for (const CsvMarks& find : {CsvMarks{',', '"'}, CsvMarks{'\t', '\t'}, CsvMarks{text[0], text[63]}}) {
      ASSERT_EQ(find.in(text.data()), find.in_by_bytes(text.data())) << round;
    }
  }
  text.fill('\0');
  text[0] = text[63] = ',';
  EXPECT_EQ((CsvMarks{',', '"'}.in(text.data())), (std::uint64_t{1} << 63 | 1));
}

}  // namespace
}  // namespace trainyard::source
