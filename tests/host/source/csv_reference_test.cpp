#include "tests/host/source/csv_reference.hpp"

#include <gtest/gtest.h>
#include <random>
#include <string>

#include "tests/host/source/csv_files.hpp"

namespace trainyard::source {
namespace {

using CsvBesideArrow = CsvFiles;

std::string header_of(std::size_t columns, char delimiter) {
  std::string header;
  for (std::size_t i = 0; i < columns; ++i) header += (i > 0 ? std::string(1, delimiter) : "") + "c" + std::to_string(i);
  return header + "\n";
}

TEST_F(CsvBesideArrow, SplitsAnyBytesAlike) {
  std::mt19937 random(5);
  constexpr std::string_view rest("ab1 .\xC3\xA9\xFF\0", 9);
  for (int round = 0; round < 6000; ++round) {
    ReaderOptions options;
    options.csv.delimiter = ",;\t|"[random() % 4];
    options.csv.quote = random() % 8 == 0 ? '\0' : "\"'"[random() % 2];
    options.block_bytes = std::array<std::size_t, 6>{1, 2, 7, 64, 130, 4096}[random() % 6];
    const std::size_t columns = 1 + random() % 4, length = random() % (random() % 8 == 0 ? 600 : 60);
    const unsigned plain = 1 + random() % 8;  // of 16: how common bytes are that shape nothing
    std::string rows;
    while (rows.size() < length) {
      if (random() % 16 < plain) {
        rows += rest[random() % rest.size()];
      } else {
        rows += std::array{std::string(1, options.csv.delimiter),
                           std::string("\n"),
                           std::string("\r\n"),
                           std::string("\r"),
                           std::string(1, options.csv.quote),
                           options.csv.delimiter + std::string(1, options.csv.quote),
                           std::string(1, options.csv.quote) + options.csv.delimiter}[random() % 7];
      }
    }
    write(header_of(columns, options.csv.delimiter) + rows);
    ASSERT_EQ(difference_from_arrow(file_, columns, rows, options), "")
        << "round " << round << ", " << columns << " columns, block " << options.block_bytes << ", delimiter " << options.csv.delimiter
        << ":\n"
        << rows;
  }
}

// Rows that are longer than the 64 bytes searched at once, and cells that begin and end at every place within them.
TEST_F(CsvBesideArrow, SplitsLongRowsAlikeWhereverTheyFall) {
  std::mt19937 random(9);
  for (int round = 0; round < 200; ++round) {
    std::string rows;
    for (int row = 0; row < 40; ++row) {
      for (int column = 0; column < 5; ++column) {
        std::string value(random() % 90, static_cast<char>('a' + random() % 26));
        if (random() % 4 == 0) value.insert(random() % (value.size() + 1), std::array{"\"\"", ",", "\r\n", "\n"}[random() % 4]);
        const bool quoted = value.find_first_of("\",\r\n") != std::string::npos || random() % 4 == 0;
        rows += (column > 0 ? "," : "") + (quoted ? '"' + value + '"' : value);
      }
      rows += random() % 4 == 0 ? "\r\n" : "\n";
    }
    write(header_of(5, ',') + rows);
    ReaderOptions options;
    options.block_bytes = 1 + random() % 3000;
    ASSERT_EQ(difference_from_arrow(file_, 5, rows, options), "") << "round " << round;
  }
}

}  // namespace
}  // namespace trainyard::source
