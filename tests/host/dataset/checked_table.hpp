// A small table with its profile, counted by a plain loop, and what the checks say of it.
#pragma once

#include <algorithm>
#include <deque>
#include <filesystem>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <unistd.h>
#include <vector>

#include "host/dataset/checks/checks.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

inline constexpr std::int64_t checked_now = 1'600'000'000'000'000;  // 2020-09-13T12:26:40Z

class CheckedTable : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }

  /// A column of these cells; "" is missing.
  Field& add(const std::string& name, ColumnType type, const std::vector<std::string>& cells) {
    fields_.push_back({.name = name, .type = type});
    columns_.push_back(cells);
    return fields_.back();
  }

  void clear() {
    fields_.clear();
    columns_.clear();
  }

  /// `items` is a JSON list as the effective config holds it.
  std::vector<CheckResult> results(const std::string& items) {
    std::filesystem::create_directories(folder_);
    Checks checks(expectations(items), fields_, {.memory_bytes = 1 << 20, .scratch = folder_, .now = checked_now});
    std::vector<std::deque<std::string>> texts(fields_.size());
    const std::size_t rows = columns_.empty() ? 0 : columns_[0].size(), half = rows / 2;
    for (const auto& [first, last] : {std::pair(std::size_t{0}, half), std::pair(half, rows)}) {
      checks.add(batch(first, last, texts), [&](std::size_t field) -> const std::deque<std::string>& { return texts[field]; });
    }
    return checks.finish(profile(), {"data.csv"});
  }
  /// Of the only check.
  CheckResult result(const std::string& item) {
    const auto all = results("[" + item + "]");
    EXPECT_EQ(all.size(), 1U) << item;
    return all.at(0);
  }
  std::string status(const std::string& item) { return result(item).status; }
  /// The message with which the constructor refuses.
  std::string refusal(const std::string& items) {
    try {
      const Checks checks(expectations(items), fields_, {.scratch = folder_});
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_config) << error.what();
      return error.what();
    }
    return "";
  }

  [[nodiscard]] Profile profile() const {
    Profile made{.rows = columns_.empty() ? 0 : columns_[0].size(), .columns = {}};
    for (std::size_t i = 0; i < fields_.size(); ++i) made.columns.push_back(profile(fields_[i], columns_[i]));
    return made;
  }

  std::vector<Field> fields_;
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("checked_table_" + std::to_string(::getpid()));

 private:
  static std::vector<Expectation> expectations(const std::string& items) {
    return read_expectations(
        nlohmann::ordered_json::parse(items), [](const std::string& path) { return path; },
        [](const std::string& path, const std::string& message) { ADD_FAILURE() << path << message; });
  }

  static double number(ColumnType type, const std::string& cell) {
    if (is_time(type)) return static_cast<double>(parse_timestamp(cell).value);
    if (type == ColumnType::boolean) return parse_boolean(cell).value ? 1 : 0;
    return parse_float(cell).value;
  }

  static ColumnProfile profile(const Field& field, const std::vector<std::string>& cells) {
    ColumnProfile made{.name = field.name, .type = field.type, .role = field.role};
    std::map<std::string, std::uint64_t> counts;
    for (const std::string& cell : cells) {
      ++(cell.empty() ? made.missing : made.present);
      if (!cell.empty()) ++counts[cell];
    }
    made.distinct = counts.size();
    if (field.personal) return made;
    for (const auto& [value, count] : counts) made.top.push_back({value, count});
    if (field.type == ColumnType::category || field.type == ColumnType::text || made.present == 0) return made;
    NumberProfile numbers{.min = std::numeric_limits<double>::infinity(), .max = -std::numeric_limits<double>::infinity()};
    for (const std::string& cell : cells) {
      if (cell.empty()) continue;
      const double value = number(field.type, cell);
      numbers.min = std::min(numbers.min, value);
      numbers.max = std::max(numbers.max, value);
      numbers.mean += value / static_cast<double>(made.present);
    }
    numbers.edges = {numbers.min, numbers.max};
    numbers.counts = {made.present};
    made.numbers = numbers;
    return made;
  }

  Batch batch(std::size_t first, std::size_t last, std::vector<std::deque<std::string>>& texts) {
    Batch made = empty_batch(fields_);
    for (std::size_t row = first; row < last; ++row) {
      made.ids.push_back({0, row});
      for (std::size_t i = 0; i < fields_.size(); ++i) append(made.columns[i], fields_[i].type, columns_[i][row], texts[i]);
    }
    return made;
  }

  static void append(Values& values, ColumnType type, const std::string& cell, std::deque<std::string>& texts) {
    const bool missing = cell.empty();
    if (type == ColumnType::text) {
      std::get<std::vector<std::string>>(values).push_back(cell);
    } else if (type == ColumnType::category) {
      const auto found = std::ranges::find(texts, cell);
      const auto code = static_cast<std::int32_t>(found - texts.begin());
      if (!missing && found == texts.end()) texts.push_back(cell);
      std::get<std::vector<std::int32_t>>(values).push_back(missing ? missing_code : code);
    } else if (type == ColumnType::floating) {
      std::get<std::vector<double>>(values).push_back(missing ? std::nan("") : number(type, cell));
    } else if (type == ColumnType::boolean) {
      std::get<std::vector<std::int8_t>>(values).push_back(missing ? missing_boolean : static_cast<std::int8_t>(number(type, cell)));
    } else {
      std::get<std::vector<std::int64_t>>(values).push_back(missing ? missing_integer : static_cast<std::int64_t>(number(type, cell)));
    }
  }

  std::vector<std::vector<std::string>> columns_;
};

}  // namespace trainyard::dataset
