// Columns that break careless reductions: every kind of content at every size where a lane, a warp or a tile ends.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace trainyard::reference {

struct Column {
  std::string name;  ///< "missing_at_random/4097"
  std::vector<double> values;
};

inline const std::vector<std::size_t>& edge_sizes() {
  static const std::vector<std::size_t> sizes = {0, 1, 2, 31, 32, 33, 63, 4095, 4096, 4097, 8192, 20'000, 100'000};
  return sizes;
}

/// One value of each kind of content; `row` for contents that place something on purpose.
struct Content {
  std::string name;
  std::function<double(std::mt19937_64&, std::size_t row)> value;
};

inline const std::vector<Content>& contents() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto normal = [](std::mt19937_64& random) { return std::normal_distribution<double>(0.0, 1.0)(random); };
  static const std::vector<Content> list = {
      {"normal", [=](std::mt19937_64& random, std::size_t) { return normal(random); }},
      {"far_from_zero", [=](std::mt19937_64& random, std::size_t) { return 1e9 + normal(random); }},
      {"all_magnitudes", [=](std::mt19937_64& random, std::size_t) { return std::ldexp(normal(random), int(random() % 600) - 300); }},
      {"missing_at_random", [=](std::mt19937_64& random, std::size_t) { return random() % 5 == 0 ? nan : normal(random); }},
      {"all_missing", [=](std::mt19937_64&, std::size_t) { return nan; }},
      {"missing_first_tile", [=](std::mt19937_64& random, std::size_t row) { return row < 5000 ? nan : normal(random); }},
      {"constant", [](std::mt19937_64&, std::size_t) { return 0.1; }},
      {"zeros_of_both_signs", [](std::mt19937_64& random, std::size_t) { return random() % 2 == 0 ? 0.0 : -0.0; }},
      {"few_values", [](std::mt19937_64& random, std::size_t) { return double(random() % 3); }},
      {"one_infinity", [=](std::mt19937_64& random, std::size_t row) { return row == 40 ? infinity : normal(random); }},
      {"both_infinities",
       [=](std::mt19937_64& random, std::size_t row) { return row % 5000 == 7   ? infinity
                                                              : row % 5000 == 9 ? -infinity
                                                                                : normal(random); }},
      {"near_overflow", [](std::mt19937_64& random, std::size_t) { return random() % 2 == 0 ? 1.7e308 : 1.6e308; }},
      {"subnormal", [](std::mt19937_64& random, std::size_t) { return 4.9e-324 * double(random() % 1000); }},
  };
  return list;
}

inline Column make_column(const Content& content, std::size_t rows) {
  std::mt19937_64 random(20261123 + rows);
  Column column{content.name + "/" + std::to_string(rows), std::vector<double>(rows)};
  for (std::size_t row = 0; row < rows; ++row) column.values[row] = content.value(random, row);
  return column;
}

/// Every content at every size; built once.
inline const std::vector<Column>& columns() {
  static const std::vector<Column> list = [] {
    std::vector<Column> all;
    for (const Content& content : contents()) {
      for (const std::size_t rows : edge_sizes()) all.push_back(make_column(content, rows));
    }
    return all;
  }();
  return list;
}

}  // namespace trainyard::reference
