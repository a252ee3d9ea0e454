// Small tables for the tests of kernels/select.
#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "kernels/select/select.hpp"

namespace trainyard::kernels::select::test {

inline constexpr float none = std::numeric_limits<float>::quiet_NaN();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Columns one after another, and a target.
struct Table {
  std::vector<std::vector<float>> columns;
  std::vector<double> y;
  int classes = 0;

  [[nodiscard]] std::vector<Score> scores(const std::string& name, int threads = 1, double threshold = 1.0) const {
    std::vector<float> all;
    for (const auto& column : columns) all.insert(all.end(), column.begin(), column.end());
    Exec exec;
    exec.threads = threads;
    const Sample sample(exec, {all.data(), y.size(), columns.size(), y.size()}, y, classes);
    std::vector<std::uint32_t> every(columns.size());
    std::iota(every.begin(), every.end(), 0U);
    return find_selector(name)->scores(sample, every, threshold);
  }
};

/// NaN is expected where `expected` has it.
inline void expect_scores(const std::vector<Score>& found, const std::vector<double>& expected, double relative = 1e-12) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (expected[i] != expected[i]) {
      EXPECT_NE(found[i].value, found[i].value) << "column " << i;
    } else {
      EXPECT_NEAR(found[i].value, expected[i], relative * std::max(1.0, std::abs(expected[i]))) << "column " << i;
    }
  }
}

/// Eight rows with missing values, a constant column and one of two values.
inline Table small(bool classes) {
  Table table;
  table.columns = {{3, 0, 7, 1, 5, 2, 6, 4},
                   {0.5F, 1.5F, -2, 0.25F, 8, -1, 3, 0.75F},
                   {none, 2, 1, none, 4, 0, 9, 5},
                   {2, 2, 2, 2, 2, 2, 2, 2},
                   {1, 0, 1, 0, 1, 0, 1, 0}};
  table.y = classes ? std::vector<double>{1, 0, 1, 0, 2, 2, 1, 2} : std::vector<double>{1.5, -2, 0.25, 4, 3, -1, 10, 0.5};
  table.classes = classes ? 3 : 0;
  return table;
}

/// Normal columns, every third with missing values, of which some follow the target; a constant and an empty column at the end.
inline Table large(std::size_t rows, std::size_t columns, int classes, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Table table;
  table.classes = classes;
  for (std::size_t row = 0; row < rows; ++row) {
    table.y.push_back(classes > 0 ? static_cast<double>(random() % static_cast<unsigned>(classes)) : normal(random));
  }
  for (std::size_t c = 0; c < columns; ++c) {
    std::vector<float> column;
    for (std::size_t row = 0; row < rows; ++row) {
      const double x = normal(random) + (c % 4 == 0 ? 0.3 * table.y[row] : 0.0) + 10.0 * static_cast<double>(c % 5);
      column.push_back(c % 3 == 2 && random() % 5 == 0 ? none : static_cast<float>(x));
    }
    table.columns.push_back(std::move(column));
  }
  table.columns.emplace_back(rows, 0.1F);
  table.columns.emplace_back(rows, none);
  return table;
}

}  // namespace trainyard::kernels::select::test
