// Rows for the tests of the linear families, and what a fitted model of theirs has in its file.
#pragma once

#include <gtest/gtest.h>
#include <numeric>
#include <random>

#include "tests/host/models/rows_for_models.hpp"
#include "tests/reference/linear.hpp"

namespace trainyard::models::testing {

inline Rows make_rows(const std::vector<std::vector<double>>& columns, const std::vector<double>& y, std::vector<float> weight = {}) {
  Rows out{{y.size(), columns.size(), {}}, {y.begin(), y.end()}, {}, std::move(weight)};
  for (const auto& column : columns) out.x.values.insert(out.x.values.end(), column.begin(), column.end());
  return out;
}

/// 40 rows that are exact in float: a whole number, quarters from `offset` on, and three indicators that add up to 1.
inline std::vector<std::vector<double>> awkward_columns(double offset = 0) {
  std::vector<std::vector<double>> columns(5);
  for (int i = 0; i < 40; ++i) {
    columns[0].push_back(i * 7 % 11 - 3);
    columns[1].push_back(offset + i * 5 % 13 * 0.25);
    for (int k = 0; k < 3; ++k) columns[static_cast<std::size_t>(2 + k)].push_back(i % 3 == k ? 1 : 0);
  }
  return columns;
}

/// 1, 2, 3, 4, 1, …
inline std::vector<float> awkward_weights() {
  std::vector<float> weight;
  for (int i = 0; i < 40; ++i) weight.push_back(static_cast<float>(1 + i % 4));
  return weight;
}

/// A number that depends on awkward_columns, with what looks like noise.
inline Rows awkward(double offset = 0) {
  std::vector<double> y;
  for (int i = 0; i < 40; ++i) y.push_back(2 * (i * 7 % 11 - 3.0) - 0.5 * (i * 5 % 13 * 0.25) + 3 * (i % 3 == 1) + i * i % 7 * 0.3);
  return make_rows(awkward_columns(offset), y);
}

/// What the classes are cut from.
inline double awkward_score(int i) { return i * 7 % 11 - 3 - 1.6 * (i * 5 % 13 * 0.25) + 1.5 * (i % 3 == 2) + (i * i % 7 - 3); }

inline Rows binary(double offset = 0) {
  std::vector<double> y;
  for (int i = 0; i < 40; ++i) y.push_back(awkward_score(i) > 0 ? 1 : 0);
  Rows rows = make_rows(awkward_columns(offset), y);
  rows.target = {.task = Task::binary, .classes = 2};
  return rows;
}

inline Rows three_classes() {
  Rows rows = binary();
  for (int i = 0; i < 40; ++i) rows.y[static_cast<std::size_t>(i)] = awkward_score(i) < -2 ? 0.0F : awkward_score(i) < 2.5 ? 1.0F : 2.0F;
  rows.target = {.task = Task::multiclass, .classes = 3};
  return rows;
}

struct Learned {
  std::vector<double> intercept;
  std::vector<std::vector<double>> coef;  ///< one row per output
};

inline Learned learned(const Model& model) {
  const auto document = nlohmann::json::parse(model.to_bytes());
  return {document["intercept"], document["coef"]};
}

/// Each number to `tolerance`, relative to the largest.
inline void expect_close(const std::vector<double>& found, const std::vector<double>& expected, double tolerance, const std::string& name) {
  ASSERT_EQ(found.size(), expected.size()) << name;
  double largest = 0;
  for (const double value : expected) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], tolerance * largest) << name << " " << i;
}

inline void expect_close(const Learned& found, const Learned& expected, double tolerance) {
  expect_close(found.intercept, expected.intercept, tolerance, "intercept");
  ASSERT_EQ(found.coef.size(), expected.coef.size());
  for (std::size_t k = 0; k < found.coef.size(); ++k) {
    expect_close(found.coef[k], expected.coef[k], tolerance, "output " + std::to_string(k) + ", column");
  }
}

/// `columns` normal columns of different means and deviations, y a function of them with noise, weights between 0 and 3.
inline Rows normal_rows(std::size_t rows, std::size_t columns, std::uint64_t seed = 1) {
  const auto table = reference::make_table(rows, columns, seed);
  std::vector<double> y = reference::make_numbers(rows, -1, 1, seed + 1);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      y[r] += static_cast<double>((table.at(r, c) - 10.0L * static_cast<long double>(c)) / static_cast<long double>(1 + 2 * c));
    }
  }
  const auto weight = reference::make_numbers(rows, 0, 3, seed + 2);
  return {{rows, columns, {table.values.begin(), table.values.end()}}, {y.begin(), y.end()}, {}, {weight.begin(), weight.end()}};
}

/// The rows with the columns in the order `order`.
inline Rows permuted(const Rows& rows, const std::vector<std::size_t>& order) {
  Rows out = rows;
  out.x.values.clear();
  for (const std::size_t c : order) {
    const auto column = rows.x.column(c);
    out.x.values.insert(out.x.values.end(), column.begin(), column.end());
  }
  return out;
}

/// The rows with whole weights, each row as often as its weight says.
inline Rows repeated(const Rows& rows) {
  std::vector<std::size_t> from;
  for (std::size_t r = 0; r < rows.y.size(); ++r) from.insert(from.end(), static_cast<std::size_t>(rows.weight[r]), r);
  Rows out{{from.size(), rows.x.columns, {}}, {}, rows.target, {}};
  for (const std::size_t r : from) out.y.push_back(rows.y[r]);
  for (std::size_t c = 0; c < rows.x.columns; ++c) {
    for (const std::size_t r : from) out.x.values.push_back(rows.x.column(c)[r]);
  }
  return out;
}

/// Random damage to a model's bytes ends in a model or in Error(bad_data), never in anything else.
inline void expect_survives_damage(const Family& family, const Model& model, const features::Matrix& x) {
  std::mt19937_64 random(20261123);
  const std::string bytes = model.to_bytes();
  const std::string inserts = "{}[],:\"-+.eE0123456789nulltrue \n\\";
  int refused = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    std::string damaged = bytes;
    for (int i = 0, count = 1 + static_cast<int>(random() % 3); i < count && !damaged.empty(); ++i) {
      const std::size_t at = random() % damaged.size();
      switch (random() % 5) {
        case 0:
          damaged[at] = static_cast<char>(random());
          break;
        case 1:
          damaged.erase(at, 1 + random() % 20);
          break;
        case 2:
          damaged.insert(at, 1, inserts[random() % inserts.size()]);
          break;
        case 3:
          damaged.resize(at);
          break;
        default:
          damaged.insert(at, damaged.substr(random() % damaged.size(), random() % 30));
      }
    }
    try {
      const auto read = family.from_bytes(damaged);
      EXPECT_EQ(read->to_bytes(), family.from_bytes(read->to_bytes())->to_bytes());
      (void)read->predict({}, x);
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), ExitCode::bad_data) << error.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace trainyard::models::testing
