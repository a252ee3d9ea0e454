// Tables with a bit of everything, and all files of the datasets made of them.
#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <random>

#include "host/dataset/dataset.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {

inline std::string pick(std::mt19937_64& random, std::initializer_list<const char*> from) {
  return *(from.begin() + static_cast<std::ptrdiff_t>(random() % from.size()));
}

inline std::string csv_header(const std::string& last = "") {
  return "count,price,valid,when,city,note,sparse" + (last.empty() ? "" : "," + last) + "\n";
}

/// Rows of every type with missing values of every spelling, quoted cells with line ends, and now and then a bad row. `last`: what an
/// eighth column holds in a row of the table.
inline std::string csv_rows(std::uint64_t seed, std::size_t first, std::size_t count,
                            const std::function<std::string(std::size_t)>& last = {}) {
  std::mt19937_64 random(seed);
  std::string text;
  for (std::size_t row = first; row < first + count; ++row) {
    const auto maybe = [&](const std::string& cell) {
      return random() % 12 == 0 ? pick(random, {"", "NA", "nan", "null", "NULL", "N/A"}) : cell;
    };
    const std::string number = std::to_string(row % 97);
    text += random() % 400 == 0 ? "many" : maybe(std::to_string(static_cast<int>(random() % 2000) - 1000));
    text += "," + maybe(pick(random, {"", "-"}) + std::to_string(random() % 1000) + "." + std::to_string(random() % 100000));
    text += "," + maybe(pick(random, {"true", "false", "True", "FALSE"}));
    text += ",2024-0" + std::to_string(1 + row % 9) + "-1" + std::to_string(row % 10) +
            pick(random, {"T10:00:00Z", " 23:59:59", "T01:02:03.5"});
    text += "," + maybe(pick(random, {"Bern", "Zürich", "\"Basel, Stadt\"", "Genf"}) + (row % 50 == 0 ? number : ""));
    text += "," + maybe("\"said \"\"" + number + "\"\",\nthen left\"");
    text += row % 300 == 7 ? ",x" + number : ",";
    if (last) text += "," + last(row);
    text += random() % 250 == 0 ? ",one too many\n" : "\n";
  }
  return text;
}

/// Name and bytes of every file below a folder.
inline std::map<std::string, std::string> files_in(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    files[entry.path().lexically_relative(folder)] = text.str();
  }
  return files;
}

inline void expect_same_files(const std::map<std::string, std::string>& expected, const std::map<std::string, std::string>& found) {
  for (const auto& [name, text] : expected) {
    const auto same = found.find(name);
    ASSERT_NE(same, found.end()) << name << " is missing";
    if (same->second == text) continue;
    const auto at = std::mismatch(text.begin(), text.end(), same->second.begin(), same->second.end()).first - text.begin();
    const auto from = static_cast<std::size_t>(std::max<std::ptrdiff_t>(at - 100, 0));
    const bool readable = name.ends_with("json") || name.ends_with("csv") || name.ends_with("yaml");
    ADD_FAILURE() << name << " differs at byte " << at
                  << (readable ? ":\n" + text.substr(from, 300) + "\n  is now\n" + same->second.substr(from, 300) : "");
  }
  for (const auto& [name, text] : found) EXPECT_TRUE(expected.contains(name)) << name << " is too much";
}

struct MakingTest : Workspace {
  /// Small blocks and shards, so that a small table has many of both.
  ShardRequest request_for(const std::vector<std::string>& files, const std::string& results = "results") const {
    ShardRequest made;
    for (const std::string& file : files) made.sources.push_back(folder_ / file);
    made.results = folder_ / results;
    made.name = "data";
    made.max_bad_rows = 0.1;
    made.shard_rows = 130;
    made.block_bytes = 3000;
    return made;
  }

  /// What is in the folder where datasets lie, hidden things too.
  static std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  static void expect_same_tables(const Dataset& expected, const Dataset& found) {
    const Table a = expected.read(), b = found.read();
    ASSERT_EQ(a.columns.size(), b.columns.size());
    EXPECT_TRUE(std::equal(a.ids.begin(), a.ids.end(), b.ids.begin(), b.ids.end(),
                           [](const RowId& x, const RowId& y) { return x.source == y.source && x.number == y.number; }));
    for (std::size_t i = 0; i < a.columns.size(); ++i) {
      const Column &left = a.columns[i], &right = b.columns[i];
      EXPECT_EQ(left.name, right.name);
      EXPECT_EQ(left.type, right.type);
      EXPECT_EQ(left.codes, right.codes) << left.name;
      EXPECT_TRUE(left.texts == right.texts) << left.name;
      if (left.dictionary) {
        EXPECT_EQ(*left.dictionary, *right.dictionary) << left.name;
      }
      ASSERT_EQ(left.numbers.size(), right.numbers.size());
      if (left.numbers.empty()) continue;
      EXPECT_EQ(std::memcmp(left.numbers.data(), right.numbers.data(), left.numbers.size() * sizeof(double)), 0) << left.name;
    }
  }
};

}  // namespace trainyard::dataset
