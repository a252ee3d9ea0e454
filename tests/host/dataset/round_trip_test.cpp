// Random tables as CSV, through shards, and back: every value is the one that was written.
#include <cmath>
#include <optional>
#include <random>

#include "host/dataset/csv_text.hpp"
#include "host/dataset/value.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

using RoundTrip = Workspace;
using Random = std::mt19937;

std::string random_text(Random& random) {
  static const std::vector<std::string> pieces{"a", "Z", " ", ",", "\"", "\n", "\r\n", "é", "日本", "🚆", "-", "7", ";", "'", "\t", "NA"};
  std::string text = "t";  // never a spelling of "missing", never a number
  for (std::size_t i = random() % 6; i > 0; --i) text += pieces[random() % pieces.size()];
  return text;
}

double random_number(Random& random) {
  const double scale[] = {1.0, 1e-300, 1e300, 1e-5, 12345.678};
  return (static_cast<double>(random()) - 2147483648.0) / 977.0 * scale[random() % 5];
}

struct Written {
  std::string header = "i,f,b,c,t\n";
  std::string text;
  std::vector<std::optional<double>> numbers[4];  // i, f, b, t
  std::vector<std::optional<std::string>> texts;
};

Written random_table(Random& random, std::size_t rows) {
  Written table;
  const auto present = [&] { return random() % 8 != 0; };
  const std::vector<std::string> missing{"", "NA", "null", "NaN", " "};
  for (std::size_t row = 0; row < rows; ++row) {
    const auto put = [&](std::vector<std::optional<double>>& into, double value, const std::string& text) {
      const bool there = present() || row == 0;
      into.push_back(there ? std::optional(value) : std::nullopt);
      table.text += (there ? csv_field(text) : missing[random() % missing.size()]) + ",";
    };
    const auto integer = static_cast<std::int64_t>(random()) * (random() % 2 == 0 ? 1 : -2'000'000);
    put(table.numbers[0], static_cast<double>(integer), std::to_string(integer));
    const double number = random_number(random);
    char shortest[40];
    std::snprintf(shortest, sizeof shortest, "%.17g", number);
    put(table.numbers[1], number, std::string(shortest).find_first_of(".e") == std::string::npos ? std::string(shortest) + ".0" : shortest);
    const bool truth = random() % 2 == 0;
    put(table.numbers[2], truth ? 1 : 0, truth ? "True" : "FALSE");
    const bool there = present() || row == 0;
    table.texts.push_back(there ? std::optional(random_text(random)) : std::nullopt);
    table.text += (there ? csv_field(*table.texts.back()) : "") + ",";
    const std::int64_t time =
        (static_cast<std::int64_t>(random()) - 1'000'000'000) * 1'000'000 + static_cast<std::int64_t>(random() % 1'000'000);
    put(table.numbers[3], static_cast<double>(time), format_timestamp(time));
    table.text.back() = '\n';
  }
  return table;
}

void expect_same(const Table& table, const Written& written, std::uint32_t seed) {
  const char* names[] = {"i", "f", "b", "t"};
  for (std::size_t row = 0; row < written.texts.size(); ++row) {
    for (std::size_t i = 0; i < 4; ++i) {
      const double value = table.find(names[i])->numbers.at(row);
      const auto& expected = written.numbers[i][row];
      ASSERT_TRUE(expected ? value == *expected : std::isnan(value)) << names[i] << " row " << row << " seed " << seed << ": " << value;
    }
    const Column& texts = *table.find("c");
    const std::int32_t code = texts.codes.at(row);
    ASSERT_EQ(code >= 0, written.texts[row].has_value()) << "row " << row << " seed " << seed;
    if (code >= 0) {
      ASSERT_EQ(texts.dictionary->at(static_cast<std::size_t>(code)), *written.texts[row]) << "row " << row << " seed " << seed;
    }
  }
}

TEST_F(RoundTrip, KeepsEveryValueOfRandomTablesForAnyShardSize) {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    Random random(seed);
    const std::size_t rows = 2 + random() % 300;
    const Written written = random_table(random, rows);
    auto asked = request(written.header + written.text);
    asked.results = folder_ / std::to_string(seed);
    asked.max_bad_rows = 0;
    asked.shard_rows = 1 + rows / (1 + random() % 5);
    const auto made = shard(asked);
    ASSERT_EQ(made.dataset.rows(), rows) << "seed " << seed;
    expect_same(made.dataset.read(), written, seed);
  }
}

}  // namespace
}  // namespace trainyard::dataset
