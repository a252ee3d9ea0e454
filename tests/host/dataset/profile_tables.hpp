// Columns to profile, and builders that are given them in pieces.
#pragma once

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "host/dataset/profile_builder.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

inline constexpr std::uint64_t enough_memory = 64ULL << 20;

inline Field field_of(const std::string& name, ColumnType type) {
  Field field;
  field.name = name;
  field.type = type;
  return field;
}

/// Rows [first, first + count) of `all`.
inline Batch rows_of(const Batch& all, std::size_t first, std::size_t count) {
  Batch part;
  for (const Values& values : all.columns)
    part.columns.push_back(std::visit([](const auto& typed) { return Values(std::decay_t<decltype(typed)>()); }, values));
  append_rows(part, all, first, count);
  return part;
}

struct ProfiledTable {
  std::vector<Field> fields;
  Batch rows;
  std::deque<std::string> categories;  // of every category column

  void add(const Field& field, Values values) {
    fields.push_back(field);
    rows.ids.resize(std::visit([](const auto& typed) { return typed.size(); }, values));
    rows.columns.push_back(std::move(values));
  }

  /// A builder that has rows [first, last), in batches of `size`.
  [[nodiscard]] ProfileBuilder builder(std::size_t first, std::size_t last, std::size_t size, std::uint64_t memory = enough_memory) const {
    ProfileBuilder builder(fields, memory);
    for (; first < last; first += size) builder.add(rows_of(rows, first, std::min(size, last - first)));
    return builder;
  }
  [[nodiscard]] Profile finish(const ProfileBuilder& builder, std::size_t piece, std::size_t* passes = nullptr) const {
    return builder.finish([&](std::size_t) -> const std::deque<std::string>& { return categories; },
                          [&](std::size_t field, const std::function<void(const Values&)>& sink) {
                            if (passes != nullptr) ++*passes;
                            for (std::size_t first = 0; first < rows.rows(); first += piece)
                              sink(rows_of(rows, first, std::min(piece, rows.rows() - first)).columns[field]);
                          });
  }
  [[nodiscard]] Profile profile() const { return finish(builder(0, rows.rows(), 8192), 8192); }
};

inline ProfiledTable table_of(std::vector<double> values) {
  ProfiledTable table;
  table.add(field_of("x", ColumnType::floating), std::move(values));
  return table;
}

/// Normal values, each moved by `shift` and scaled by `scale`.
inline std::vector<double> normal_values(std::size_t count, double shift, double scale, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& value : values) value = shift + scale * normal(random);
  return values;
}

}  // namespace trainyard::dataset
