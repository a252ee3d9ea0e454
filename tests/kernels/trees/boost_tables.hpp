// Random tables for boosters, as the engine and as the plain booster of tests/reference take them.
#pragma once

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <random>
#include <vector>

#include "kernels/quantise/cuts.hpp"
#include "kernels/trees/boost.hpp"
#include "tests/reference/boost.hpp"

namespace trainyard::kernels::trees {

struct Table {
  std::size_t rows = 0;
  std::vector<float> x;  ///< column after column
  std::vector<float> y, weight;

  [[nodiscard]] std::size_t columns() const { return rows == 0 ? 1 : x.size() / rows; }
  [[nodiscard]] MatrixView<const float> view() const { return {x.data(), rows, columns(), rows}; }
};

inline float uniform(std::mt19937& random) { return static_cast<float>(random() >> 8) / 16777216.0F; }

/// Columns of many values and of few, in turn; one is constant, and one has no value at all. `missing`: the share of missing values.
inline Table some_table(std::mt19937& random, std::size_t rows, std::size_t columns, float missing) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  Table table{.rows = rows};
  for (std::size_t c = 0; c < columns; ++c) {
    const unsigned kind = static_cast<unsigned>(c) % 6;
    for (std::size_t row = 0; row < rows; ++row) {
      float value = uniform(random) * 10 - 5;
      if (kind == 1) value = std::floor(value);
      if (kind == 2) value = value > 2 ? 1.0F : 0.0F;
      if (kind == 4) value = 7;
      if (kind == 5) value = nan;
      table.x.push_back(kind != 3 && uniform(random) < missing ? nan : value);
    }
  }
  return table;
}

inline void set_targets(Table& table, std::mt19937& random, const BoostParams& params, bool weighted) {
  for (std::size_t row = 0; row < table.rows; ++row) {
    const float signal = (std::isnan(table.x[row]) ? 2.0F : table.x[row]) + uniform(random) * 4;
    float y = signal;
    if (params.objective == Objective::logistic) y = signal > 2 ? 1.0F : 0.0F;
    if (params.objective == Objective::softmax) y = std::fmod(std::floor(std::fabs(signal)), static_cast<float>(params.outputs));
    table.y.push_back(y);
    if (weighted) table.weight.push_back(random() % 5 == 0 ? 0.0F : uniform(random) * 2);
  }
}

inline quantise::Cuts cuts_of(const Table& table, int max_bins) { return quantise::find_cuts(Exec{}, table.view(), {}, max_bins); }

inline Booster booster_of(const Table& table, const quantise::Cuts& cuts, const BoostParams& params, const std::vector<float>& base) {
  return {
      Exec{}, params, BinnedRows(Exec{}, table.view(), cuts), {table.y.data(), table.y.size()}, {table.weight.data(), table.weight.size()},
      base};
}

inline reference::BoostTable plain_table(const Table& table, const quantise::Cuts& cuts, std::vector<float> base) {
  reference::BoostTable plain{.y = table.y, .weight = table.weight, .base = std::move(base)};
  for (std::size_t c = 0; c < cuts.columns(); ++c) {
    const auto lowest = cuts.of(c);
    std::vector<int> bins;
    for (std::size_t row = 0; row < table.rows; ++row) {
      const float value = table.x[c * table.rows + row];
      const auto above = static_cast<int>(std::ranges::upper_bound(lowest, value) - lowest.begin());
      bins.push_back(std::isnan(value) || lowest.empty() ? -1 : std::max(above - 1, 0));
    }
    plain.bins.push_back(std::move(bins));
    plain.lowest.emplace_back(lowest.begin(), lowest.end());
  }
  return plain;
}

inline std::vector<float> some_base(const BoostParams& params) {
  std::vector<float> base;
  for (std::size_t k = 0; k < params.outputs; ++k) base.push_back(0.25F * static_cast<float>(k + 1));
  return base;
}

inline BoostParams some_params(std::mt19937& random) {
  const auto one_of = [&](std::initializer_list<float> values) { return values.begin()[random() % values.size()]; };
  BoostParams params;
  params.objective = static_cast<Objective>(random() % 3);
  params.outputs = params.objective == Objective::softmax ? 2 + random() % 3 : 1;
  params.seed = random();
  params.learning_rate = one_of({0.1F, 0.3F, 1.0F});
  params.max_depth = 1 + static_cast<int>(random() % 8);
  params.min_child_weight = one_of({0.0F, 0.5F, 1.0F, 5.0F});
  params.lambda = one_of({0.0F, 1.0F, 10.0F});
  params.alpha = one_of({0.0F, 0.0F, 0.5F});
  params.gamma = one_of({0.0F, 0.0F, 0.3F, 2.0F});
  params.max_delta_step = one_of({0.0F, 0.0F, 0.0F, 0.4F});
  params.subsample = one_of({1.0F, 1.0F, 0.6F, 0.1F});
  params.colsample_bytree = one_of({1.0F, 1.0F, 0.5F});
  params.colsample_bylevel = one_of({1.0F, 1.0F, 0.7F});
  params.colsample_bynode = one_of({1.0F, 1.0F, 0.7F});
  params.num_parallel_tree = random() % 4 == 0 ? 3 : 1;
  params.scale_pos_weight = params.objective == Objective::softmax ? 1.0F : one_of({1.0F, 1.0F, 3.0F});
  return params;
}

}  // namespace trainyard::kernels::trees
