// Tables to split, and what can be asked of a split.
#pragma once

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "host/dataset/split.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

inline std::vector<SourceFile> sources() { return {{"a.csv", 1, std::string(64, 'a'), ""}, {"b.csv", 1, std::string(64, 'b'), ""}}; }

/// Rows 0 … rows-1 of the first source, without columns.
inline Table table_of(std::size_t rows) {
  Table table;
  for (std::size_t i = 0; i < rows; ++i) table.ids.push_back({0, i});
  return table;
}

/// One column of numbers (timestamps unless told otherwise); NaN is missing.
inline Table numbers_table(const std::string& name, std::vector<double> values, ColumnType type = ColumnType::timestamp) {
  Table table = table_of(values.size());
  table.columns.push_back({name, type, std::move(values), {}, nullptr});
  return table;
}

/// One column of categories; "" is missing. Codes in order of first appearance.
inline Table texts_table(const std::string& name, const std::vector<std::string>& values) {
  Table table = table_of(values.size());
  auto dictionary = std::make_shared<Dictionary>();
  std::vector<std::int32_t> codes;
  for (const std::string& value : values) {
    const auto at = std::find(dictionary->begin(), dictionary->end(), value) - dictionary->begin();
    if (value.empty()) {
      codes.push_back(-1);
      continue;
    }
    if (static_cast<std::size_t>(at) == dictionary->size()) dictionary->push_back(value);
    codes.push_back(static_cast<std::int32_t>(at));
  }
  table.columns.push_back({name, ColumnType::category, {}, std::move(codes), std::move(dictionary)});
  return table;
}

/// The same rows in another order; category codes are given anew.
inline Table shuffled(const Table& table, unsigned seed = 3) {
  std::vector<std::size_t> order(table.rows());
  std::iota(order.begin(), order.end(), 0U);
  std::shuffle(order.begin(), order.end(), std::mt19937(seed));
  Table mixed;
  for (const Column& column : table.columns) {
    if (column.is_category()) {
      std::vector<std::string> texts;
      texts.reserve(order.size());
      for (const std::size_t row : order) {
        texts.push_back(column.codes[row] < 0 ? "" : column.dictionary->at(static_cast<std::size_t>(column.codes[row])));
      }
      mixed.columns.push_back(texts_table(column.name, texts).columns[0]);
    } else {
      Column& numbers = mixed.columns.emplace_back(Column{column.name, column.type, {}, {}, nullptr});
      for (const std::size_t row : order) numbers.numbers.push_back(column.numbers[row]);
    }
  }
  for (const std::size_t row : order) mixed.ids.push_back(table.ids[row]);
  return mixed;
}

/// Where every row went, by its identity: "test", "train" or "gap", and per fold 't'rain, 'v'alidation or '-'.
inline std::map<std::pair<std::uint32_t, std::uint64_t>, std::string> places(const Table& table, const Split& split) {
  std::vector<std::string> of(table.rows(), "gap ");
  for (const auto row : split.train) of[row] = "train ";
  for (const auto row : split.test) of[row] = "test ";
  for (std::size_t k = 0; k < split.folds(); ++k) {
    for (std::string& text : of) text += '-';
    const FoldRows rows = split.fold_rows(k);
    for (const auto row : rows.train) of[row].back() = 't';
    for (const auto row : rows.validation) of[row].back() = 'v';
  }
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::string> result;
  for (std::size_t row = 0; row < table.rows(); ++row) result[{table.ids[row].source, table.ids[row].number}] = of[row];
  return result;
}

inline std::vector<std::size_t> fold_sizes(const Split& split) {
  std::vector<std::size_t> sizes;
  for (std::size_t k = 0; k < split.folds(); ++k) sizes.push_back(split.fold_rows(k).validation.size());
  return sizes;
}

/// For each training row the fold that it validates, -1 for none.
inline std::vector<int> validated(const Split& split) {
  std::map<std::uint32_t, int> fold;
  for (std::size_t k = 0; k < split.folds(); ++k) {
    for (const auto row : split.fold_rows(k).validation) fold[row] = static_cast<int>(k);
  }
  std::vector<int> result;
  for (const auto row : split.train) result.push_back(fold.contains(row) ? fold[row] : -1);
  return result;
}

/// Every training row validates exactly one fold and trains in all others.
inline void expect_cross_validation(const Split& split) {
  std::vector<std::uint32_t> all;
  for (std::size_t k = 0; k < split.folds(); ++k) {
    const FoldRows rows = split.fold_rows(k);
    std::vector<std::uint32_t> both(rows.train);
    both.insert(both.end(), rows.validation.begin(), rows.validation.end());
    std::sort(both.begin(), both.end());
    EXPECT_EQ(both, split.train) << "fold " << k;
    EXPECT_TRUE(std::is_sorted(rows.train.begin(), rows.train.end()) && std::is_sorted(rows.validation.begin(), rows.validation.end()));
    all.insert(all.end(), rows.validation.begin(), rows.validation.end());
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, split.train);
}

/// The message of the Error that splitting throws, which must have this code.
inline std::string refusal(const Table& table, const SplitOptions& options, ExitCode code = ExitCode::bad_data) {
  try {
    static_cast<void>(split_rows(table, sources(), options, 1));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

}  // namespace trainyard::dataset
