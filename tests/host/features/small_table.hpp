// Tables written out in a test.
#pragma once

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"
#include "host/error/error.hpp"
#include "host/features/transform.hpp"

namespace trainyard::features::test {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A table and the schema it was read under, column by column.
struct SmallTable {
  dataset::Table table;
  dataset::Schema schema;

  SmallTable& numbers(const std::string& name, std::vector<double> values, dataset::ColumnType type = dataset::ColumnType::floating,
                      dataset::Role role = dataset::Role::feature) {
    add({name, type, std::move(values), {}, nullptr}, role);
    return *this;
  }

  /// "" is missing. The dictionary is in order of first appearance, as a reader would make it.
  SmallTable& categories(const std::string& name, const std::vector<std::string>& values) {
    auto dictionary = std::make_shared<dataset::Dictionary>();
    std::vector<std::int32_t> codes;
    std::map<std::string, std::int32_t> known = {{"", -1}};
    for (const auto& value : values) {
      const auto [entry, added] = known.emplace(value, static_cast<std::int32_t>(dictionary->size()));
      if (added) dictionary->push_back(value);
      codes.push_back(entry->second);
    }
    add({name, dataset::ColumnType::category, {}, std::move(codes), std::move(dictionary)}, dataset::Role::feature);
    return *this;
  }

  [[nodiscard]] std::vector<std::uint32_t> rows() const {
    std::vector<std::uint32_t> all(table.rows());
    std::iota(all.begin(), all.end(), 0U);
    return all;
  }

  [[nodiscard]] Transform fit(const FeatureOptions& options = {}) const {
    return Transform::fit({}, options, schema, {TableRows(table), rows()});
  }
  [[nodiscard]] Matrix apply(const Transform& transform, ApplyCounts* counts = nullptr) const {
    return transform.apply({}, table, rows(), counts);
  }

 private:
  void add(dataset::Column column, dataset::Role role) {
    dataset::Field field;
    field.name = column.name;
    field.type = column.type;
    field.role = role;
    schema.fields.push_back(field);
    if (table.columns.empty()) {
      for (std::size_t row = 0; row < column.rows(); ++row) table.ids.push_back({0, row});
    }
    table.columns.push_back(std::move(column));
  }
};

/// Runs `work` and returns the message of the Error it throws; a failure of the test when it throws none, or with another code.
template <class Work>
std::string error_of(ExitCode code, Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(static_cast<int>(error.code()), static_cast<int>(code)) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "no error was thrown";
  return "";
}

/// Equal up to 1e-6 of the expected value; NaN equals NaN.
inline void expect_near(std::span<const float> found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (std::isnan(expected[i])) {
      EXPECT_TRUE(std::isnan(found[i])) << "row " << i << " is " << found[i];
    } else {
      EXPECT_NEAR(found[i], expected[i], 1e-6 * std::abs(expected[i]) + 1e-12) << "row " << i;
    }
  }
}

}  // namespace trainyard::features::test
