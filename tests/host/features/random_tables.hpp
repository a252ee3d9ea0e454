// Random tables with columns of every type and everything that a column can hold.
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"

namespace trainyard::features::test {

using Random = std::mt19937_64;

/// From 0 below `count`.
inline std::size_t below(Random& random, std::size_t count) { return random() % count; }
/// True in one of `n` cases.
inline bool one_in(Random& random, std::size_t n) { return below(random, n) == 0; }
template <class List>
decltype(auto) any_of(Random& random, const List& list) {
  return *std::next(std::begin(list), static_cast<std::ptrdiff_t>(below(random, std::size(list))));
}
inline double normal(Random& random) { return std::normal_distribution<double>(0.0, 1.0)(random); }

/// What the numbers of a column are like; a table has some of each.
inline std::vector<double> random_numbers(Random& random, std::size_t rows) {
  constexpr double largest = std::numeric_limits<double>::max();
  constexpr double odd[] = {0.0, -0.0, 1.0, -1.0, 5e-324, -1e-310, 1e-40, 3.4e38, -1e38, 16777217.0, 0x1p53, 0.1, -2.5, 1e9 + 0.5, 1e20};
  constexpr double beyond[] = {3.5e38, largest, -largest, 1e300, std::numeric_limits<double>::infinity(), -0.0, 1.0};
  const auto kind = below(random, 12);
  const double center = normal(random) * 100.0, unit = std::ldexp(1.0, static_cast<int>(below(random, 60)) - 40);
  const auto number = [&]() -> double {
    switch (kind) {
      case 0:
        return center;  // constant
      case 1:
        return std::numeric_limits<double>::quiet_NaN();
      case 2:
        return any_of(random, odd);
      case 3:
        return one_in(random, 10) ? any_of(random, beyond) : normal(random);
      case 4:
        return 1e9 + normal(random);
      case 5:
        return std::exp(3.0 * normal(random));
      case 6:
        return static_cast<double>(below(random, 7)) - 2.0;
      case 7:
        return 5e-324 * static_cast<double>(below(random, 1000));
      case 8:
        return center + (one_in(random, 40) ? 1e-9 : 0.0);  // nearly constant
      default:
        return unit * normal(random) + center * unit;
    }
  };
  std::vector<double> numbers(rows);
  for (double& x : numbers) x = number();
  const std::size_t gaps = below(random, 4);
  for (double& x : numbers) {
    if (gaps > 0 && one_in(random, 3 * gaps)) x = std::numeric_limits<double>::quiet_NaN();
  }
  return numbers;
}

/// Distinct texts that are easily taken for something else.
inline dataset::Dictionary random_dictionary(Random& random) {
  static const dataset::Dictionary odd = {
      "",     " ",  "missing", "other", "NaN",  "a",  "A",           "ä",          "a×b", "\\×",
      "it's", "0",  "00",      "1e3",   "true", "\n", "with, comma", "\"quoted\"", "z=1", "\xF0\x9F\x99\x82",
      "b",    "ab", "c",       "#0",    ":yes"};
  dataset::Dictionary dictionary(odd);
  std::ranges::shuffle(dictionary, random);
  dictionary.resize(1 + below(random, odd.size()));
  if (one_in(random, 6)) {
    for (std::size_t k = below(random, 3000) + 1; k > 0; --k) dictionary.push_back("level " + std::to_string(k * 7919));
  }
  return dictionary;
}

inline dataset::Column random_column(Random& random, const std::string& name, dataset::ColumnType type, std::size_t rows) {
  using dataset::ColumnType;
  dataset::Column column{name, type, {}, {}, nullptr, {}, false};
  if (type == ColumnType::category) {
    auto dictionary = random_dictionary(random);
    const std::size_t most = one_in(random, 8) ? 0 : below(random, dictionary.size()) + 1;
    for (std::size_t row = 0; row < rows; ++row) {
      // Some are frequent, most are rare.
      const double share = std::pow(static_cast<double>(below(random, 1000)) / 1000.0, 2.0);
      const auto code = static_cast<std::int32_t>(share * static_cast<double>(most));
      column.codes.push_back(most == 0 || one_in(random, 9) ? -1 : code);
    }
    column.dictionary = std::make_shared<const dataset::Dictionary>(std::move(dictionary));
    return column;
  }
  column.numbers = random_numbers(random, rows);
  if (type == ColumnType::floating) return column;
  constexpr double day = 86'400e6;  // microseconds
  for (double& x : column.numbers) {
    if (!std::isfinite(x) && !std::isnan(x)) x = 1.0;
    if (type == ColumnType::boolean && !std::isnan(x)) x = x > 0.0 ? 1.0 : 0.0;
    if (type == ColumnType::integer) x = std::round(std::clamp(x, -0x1p53, 0x1p53));
    if (type == ColumnType::timestamp) x = std::round(std::clamp(x, -1e4, 1e4) * 0.1 * day + 1.6e15);
    if (type == ColumnType::date) x = std::round(std::clamp(x, -1e4, 1e4)) * day;
  }
  return column;
}

struct RandomTable {
  dataset::Table table;
  dataset::Schema schema;

  void add(dataset::Column column) {
    dataset::Field field;
    field.name = column.name;
    field.type = column.type;
    schema.fields.push_back(field);
    table.columns.push_back(std::move(column));
  }

  /// The names of all columns of a kind: 'n' numbers, 't' times, 'c' categories.
  [[nodiscard]] std::vector<std::string> names(char kind) const {
    std::vector<std::string> found;
    for (const auto& column : table.columns) {
      const char own = column.is_category() ? 'c' : dataset::is_time(column.type) ? 't' : 'n';
      if (own == kind) found.push_back(column.name);
    }
    return found;
  }
};

/// One to eight columns, named by their type and place.
inline RandomTable random_table(Random& random, std::size_t rows) {
  using dataset::ColumnType;
  constexpr ColumnType types[] = {ColumnType::floating, ColumnType::floating,  ColumnType::integer, ColumnType::boolean,
                                  ColumnType::category, ColumnType::timestamp, ColumnType::date,    ColumnType::category};
  RandomTable made;
  for (std::size_t row = 0; row < rows; ++row) {
    made.table.ids.push_back({static_cast<std::uint32_t>(row % 3), row / 2});
  }
  for (std::size_t i = 0, count = 1 + below(random, 8); i < count; ++i) {
    const ColumnType type = any_of(random, types);
    made.add(random_column(random, std::string(dataset::type_name(type)) + std::to_string(i), type, rows));
  }
  return made;
}

/// The same values with each dictionary in another order, and with texts in it that no row has.
inline dataset::Table with_other_codes(Random& random, dataset::Table table) {
  for (auto& column : table.columns) {
    if (!column.is_category()) continue;
    std::vector<std::int32_t> place(column.dictionary->size());
    for (std::size_t i = 0; i < place.size(); ++i) place[i] = static_cast<std::int32_t>(i) + 1;
    std::ranges::shuffle(place, random);
    dataset::Dictionary dictionary(place.size() + 2);
    dictionary.front() = "no row has this";
    dictionary.back() = "nor this";
    for (std::size_t i = 0; i < place.size(); ++i) dictionary[static_cast<std::size_t>(place[i])] = (*column.dictionary)[i];
    for (auto& code : column.codes) code = code < 0 ? -1 : place[static_cast<std::size_t>(code)];
    column.dictionary = std::make_shared<const dataset::Dictionary>(std::move(dictionary));
  }
  return table;
}

/// A table of that row alone, whose dictionaries know nothing else, as a file with one row would give it.
inline dataset::Table single_row(const dataset::Table& table, std::size_t row) {
  dataset::Table single{.columns = {}, .ids = {table.ids[row]}};
  for (const auto& column : table.columns) {
    dataset::Column cell{column.name, column.type, {}, {}, nullptr, {}, false};
    if (column.is_category()) {
      const std::int32_t code = column.codes[row];
      dataset::Dictionary known;
      if (code >= 0) known.push_back((*column.dictionary)[static_cast<std::size_t>(code)]);
      cell.codes = {code < 0 ? -1 : 0};
      cell.dictionary = std::make_shared<const dataset::Dictionary>(std::move(known));
    } else {
      cell.numbers = {column.numbers[row]};
    }
    single.columns.push_back(std::move(cell));
  }
  return single;
}

}  // namespace trainyard::features::test
