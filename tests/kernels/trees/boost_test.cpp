#include "kernels/trees/boost.hpp"

#include <array>
#include <bit>
#include <cfloat>
#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>

#include "tests/kernels/trees/boost_tables.hpp"

namespace trainyard::kernels::trees {
namespace {

using Floats = std::vector<float>;

void expect_same(const BoostedTree& tree, const BoostedTree& plain) {
  ASSERT_EQ(tree.nodes.size(), plain.nodes.size());
  EXPECT_EQ(tree.output, plain.output);
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const BoostedNode &a = tree.nodes[i], &b = plain.nodes[i];
    ASSERT_EQ(a.left, b.left) << "node " << i;
    ASSERT_EQ(a.feature, b.feature) << "node " << i;
    ASSERT_EQ(a.first_bin, b.first_bin) << "node " << i;
    ASSERT_EQ(a.threshold, b.threshold) << "node " << i;
    ASSERT_EQ(a.default_left, b.default_left) << "node " << i;
    EXPECT_FLOAT_EQ(a.value, b.value) << "node " << i;
    EXPECT_FLOAT_EQ(a.gain, b.gain) << "node " << i;
    EXPECT_FLOAT_EQ(a.cover, b.cover) << "node " << i;
    EXPECT_FLOAT_EQ(a.weight, b.weight) << "node " << i;
  }
}

Floats margins_of(const Booster& booster) { return {booster.margins().data, booster.margins().data + booster.margins().size}; }

Floats validation_of(const Booster& booster, std::size_t set = 0) {
  const View<const float> margins = booster.validation_margins(set);
  return {margins.data, margins.data + margins.size};
}

/// The same trees and margins as the plain booster's.
void expect_plain(const Table& table, int max_bins, const BoostParams& params, int rounds, std::size_t* nodes = nullptr) {
  const quantise::Cuts cuts = cuts_of(table, max_bins);
  const Floats base = some_base(params);
  Booster booster = booster_of(table, cuts, params, base);
  reference::PlainBooster plain(params, plain_table(table, cuts, base));
  for (int round = 0; round < rounds; ++round) booster.update(), plain.update();
  ASSERT_EQ(booster.trees().size(), plain.trees.size());
  for (std::size_t t = 0; t < plain.trees.size(); ++t) {
    SCOPED_TRACE("tree " + std::to_string(t));
    expect_same(booster.trees()[t], plain.trees[t]);
    if (testing::Test::HasFatalFailure()) return;
    if (nodes != nullptr) *nodes += plain.trees[t].nodes.size();
  }
  const Floats margins = margins_of(booster);
  for (std::size_t i = 0; i < margins.size(); ++i) EXPECT_FLOAT_EQ(margins[i], plain.margins[i]) << i;
}

TEST(Booster, GrowsThePlainBoostersTreesOnRandomTables) {
  std::mt19937 random(5);
  std::size_t nodes = 0;
  for (int i = 0; i < 300; ++i) {
    SCOPED_TRACE("table " + std::to_string(i));
    const BoostParams params = some_params(random);
    const std::size_t rows = 1 + random() % (i % 10 == 0 ? 3000 : 200);
    Table table = some_table(random, rows, 1 + random() % (i % 4 == 0 ? 40 : 13), i % 3 == 0 ? 0.0F : 0.2F);
    set_targets(table, random, params, random() % 3 == 0);
    expect_plain(table, i % 2 == 0 ? 256 : 3 + static_cast<int>(random() % 30), params, 3, &nodes);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(nodes, 10000U);  // else little was compared
}

TEST(Booster, GrowsThePlainBoostersTreesWithTheMostBinsAndAtAnyDepth) {
  std::mt19937 random(6);
  for (const int depth : {1, 2, 15, 30}) {
    for (const float missing : {0.0F, 0.1F}) {
      BoostParams params{.objective = Objective::logistic, .max_depth = depth, .min_child_weight = 0};
      Table table = some_table(random, 3000, 4, missing);
      set_targets(table, random, params, false);
      const quantise::Cuts cuts = cuts_of(table, 256);
      ASSERT_EQ(cuts.of(0).size(), 255U);
      expect_plain(table, 256, params, 2);
    }
  }
}

TEST(Booster, MakesALeafOfOneRow) {
  const Table table{.rows = 1, .x = {1.0F}, .y = {3.0F}};
  Booster booster = booster_of(table, cuts_of(table, 256), {.learning_rate = 0.5F, .lambda = 1}, {1.0F});
  booster.update();
  ASSERT_EQ(booster.trees()[0].nodes.size(), 1U);
  EXPECT_EQ(booster.trees()[0].nodes[0].weight, 1.0F);  // 2 / (1 + lambda)
  EXPECT_EQ(booster.trees()[0].nodes[0].value, 0.5F);
  EXPECT_EQ(booster.trees()[0].nodes[0].cover, 1.0F);
  EXPECT_EQ(margins_of(booster), Floats{1.5F});
}

TEST(Booster, MakesALeafWhereNoFeatureHasTwoBins) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  const Table table{.rows = 4, .x = {5, 5, 5, 5, nan, nan, nan, nan}, .y = {1, 2, 3, 4}};
  Booster booster = booster_of(table, cuts_of(table, 256), {}, {0.0F});
  booster.update();
  EXPECT_EQ(booster.trees()[0].nodes.size(), 1U);
}

TEST(Booster, PartsMissingValuesFromAllOthersToEitherSide) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  const Table table{.rows = 4, .x = {5, nan, 5, nan}, .y = {1, 9, 1, 9}};
  Booster booster = booster_of(table, cuts_of(table, 256), {.learning_rate = 1, .max_depth = 1, .lambda = 0}, {0.0F});
  booster.update();
  const BoostedNode& root = booster.trees()[0].nodes[0];
  EXPECT_EQ(root.threshold, infinity);  // of two equal splits the one that sends missing values right
  EXPECT_FALSE(root.default_left);
  EXPECT_EQ(root.first_bin, 1U);
  EXPECT_EQ(margins_of(booster), (Floats{1, 9, 1, 9}));
}

TEST(Booster, LearnsNothingOfRowsThatWeighNothing) {
  std::mt19937 random(7);
  Table table = some_table(random, 200, 3, 0.1F);
  BoostParams params;
  set_targets(table, random, params, false);
  const quantise::Cuts cuts = cuts_of(table, 32);
  table.weight.assign(table.rows, 0.0F);
  Booster nothing = booster_of(table, cuts, params, {0.5F});
  nothing.update();
  EXPECT_EQ(nothing.trees()[0].nodes.size(), 1U);
  EXPECT_EQ(margins_of(nothing), Floats(table.rows, 0.5F));

  for (std::size_t row = 0; row < table.rows; row += 2) table.weight[row] = 1.0F;
  Booster before = booster_of(table, cuts, params, {0.5F});
  before.update();
  for (std::size_t row = 1; row < table.rows; row += 2) table.y[row] = 1000.0F;
  Booster after = booster_of(table, cuts, params, {0.5F});
  after.update();
  EXPECT_EQ(margins_of(before), margins_of(after));
}

TEST(Booster, GrowsThePlainBoostersTreesFromExtremeGradients) {
  std::mt19937 random(8);
  for (const float size : {1e-42F, 1e-30F, 1e-10F, 1e8F, 1e15F, 1e19F, 1e30F, 3e38F}) {
    SCOPED_TRACE(size);
    const BoostParams params{.max_depth = 4};
    Table table = some_table(random, 150, 3, 0.1F);
    set_targets(table, random, params, false);
    for (float& y : table.y) y *= size / 10;
    table.y[3] = size;
    expect_plain(table, 64, params, 1);
  }
}

TEST(Booster, RefusesToGoOnWithoutFiniteGradientsAndStaysAsItIs) {
  const Table table{.rows = 2, .x = {1, 2}, .y = {FLT_MAX, -FLT_MAX}};
  Booster booster = booster_of(table, cuts_of(table, 256), {}, {FLT_MAX});
  EXPECT_THROW(booster.update(), std::overflow_error);
  EXPECT_EQ(booster.trees().size(), 0U);
  EXPECT_EQ(booster.rounds(), 0U);
  EXPECT_EQ(margins_of(booster), (Floats{FLT_MAX, FLT_MAX}));
}

/// As a row's values go, by thresholds.
float leaf_by_value(const BoostedTree& tree, const Table& table, std::size_t row) {
  std::size_t at = 0;
  while (tree.nodes[at].left != 0) {
    const BoostedNode& node = tree.nodes[at];
    const float value = table.x[node.feature * table.rows + row];
    const bool left = std::isnan(value) ? node.default_left : value < node.threshold;
    at = node.left + (left ? 0 : 1);
  }
  return tree.nodes[at].value;
}

TEST(Booster, KeepsTheMarginsOfValidationRowsAsTheirValuesGoDownTheTrees) {
  std::mt19937 random(9);
  for (int i = 0; i < 40; ++i) {
    const BoostParams params = some_params(random);
    Table table = some_table(random, 300, 7, i % 2 == 0 ? 0.0F : 0.2F);
    set_targets(table, random, params, false);
    const quantise::Cuts cuts = cuts_of(table, 3 + static_cast<int>(random() % 250));
    // Values beyond those of the training rows, and missing ones where none were missing.
    Table others = some_table(random, std::array{20, 101, 613}[static_cast<std::size_t>(i) % 3], 7, 0.3F);
    for (float& value : others.x) value *= 1.5F;
    const BinnedRows rows(Exec{}, others.view(), cuts);
    const Floats base = some_base(params);
    Booster booster = booster_of(table, cuts, params, base);
    ASSERT_EQ(booster.add_validation(rows), 0U);
    booster.update();
    ASSERT_EQ(booster.add_validation(rows), 1U);
    booster.update();
    Floats expected;
    for (std::size_t row = 0; row < others.rows; ++row) expected.insert(expected.end(), base.begin(), base.end());
    for (const BoostedTree& tree : booster.trees()) {
      for (std::size_t row = 0; row < others.rows; ++row) expected[row * params.outputs + tree.output] += leaf_by_value(tree, others, row);
    }
    EXPECT_EQ(validation_of(booster, 0), expected);
    EXPECT_EQ(validation_of(booster, 1), expected);
    Floats train;
    for (std::size_t row = 0; row < table.rows; ++row) train.insert(train.end(), base.begin(), base.end());
    for (const BoostedTree& tree : booster.trees()) {
      for (std::size_t row = 0; row < table.rows; ++row) train[row * params.outputs + tree.output] += leaf_by_value(tree, table, row);
    }
    EXPECT_EQ(margins_of(booster), train);
  }
}

TEST(Booster, AddsToTheMarginsOfRowsThatAreNotDrawnHoweverManyColumnsThereAre) {
  std::mt19937 random(11);
  for (const std::size_t columns : {1U, 15U, 16U, 17U, 64U, 65U}) {
    for (const int depth : {1, 5, 8}) {
      const BoostParams params{.seed = random(), .max_depth = depth, .min_child_weight = 0, .subsample = 0.3F};
      Table table = some_table(random, 701, columns, 0.1F);
      set_targets(table, random, params, false);
      Booster booster = booster_of(table, cuts_of(table, 256), params, {0.5F});
      booster.update(), booster.update();
      Floats expected(table.rows, 0.5F);
      for (const BoostedTree& tree : booster.trees()) {
        for (std::size_t row = 0; row < table.rows; ++row) expected[row] += leaf_by_value(tree, table, row);
      }
      EXPECT_EQ(margins_of(booster), expected) << columns << " columns, depth " << depth;
    }
  }
}

TEST(Booster, GivesTheSameBitsBesideOthersOnThreads) {
  std::mt19937 random(10);
  Table table = some_table(random, 2000, 6, 0.1F);
  set_targets(table, random, {.objective = Objective::logistic}, false);
  const quantise::Cuts cuts = cuts_of(table, 256);
  const BinnedRows rows(Exec{}, table.view(), cuts);
  const auto train = [&](std::uint64_t seed) {
    const BoostParams params{.objective = Objective::logistic, .seed = seed, .subsample = 0.7F, .colsample_bynode = 0.5F};
    Booster booster(Exec{}, params, rows, {table.y.data(), table.rows}, {}, Floats{0.0F});
    for (int round = 0; round < 5; ++round) booster.update();
    return margins_of(booster);
  };
  std::vector<Floats> alone, together(8);
  for (std::uint64_t seed = 0; seed < together.size(); ++seed) alone.push_back(train(seed));
  std::vector<std::thread> threads;
  for (std::uint64_t seed = 0; seed < together.size(); ++seed) threads.emplace_back([&, seed] { together[seed] = train(seed); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(alone, together);
  EXPECT_NE(alone[0], alone[1]);
}

TEST(Booster, RefusesWhatItCannotLearnFrom) {
  const Table table{.rows = 2, .x = {1, 2}, .y = {0, 1}};
  const quantise::Cuts cuts = cuts_of(table, 256);
  const auto refuses = [&](const BoostParams& params, const Table& other, const Floats& base = {0.0F}) {
    EXPECT_THROW(booster_of(other, cuts, params, base), std::invalid_argument);
  };
  refuses({}, {.rows = 0, .x = {}, .y = {}});
  refuses({}, {.rows = 2, .x = {1, 2}, .y = {1}});
  refuses({}, {.rows = 2, .x = {1, 2}, .y = {1, NAN}});
  refuses({}, {.rows = 2, .x = {1, 2}, .y = {1, 1}, .weight = {1}});
  refuses({}, {.rows = 2, .x = {1, 2}, .y = {1, 1}, .weight = {1, -1}});
  refuses({.objective = Objective::logistic}, {.rows = 2, .x = {1, 2}, .y = {1, 2}});
  refuses({.objective = Objective::softmax, .outputs = 2}, {.rows = 2, .x = {1, 2}, .y = {1, 2}}, {0, 0});
  refuses({.objective = Objective::softmax}, table);
  refuses({.outputs = 2}, table, {0, 0});
  refuses({}, table, {0, 0});
  refuses({.max_depth = 0}, table);
  refuses({.max_depth = 31}, table);
  refuses({.lambda = -1}, table);
  refuses({.subsample = 0}, table);
  refuses({.colsample_bynode = 1.5F}, table);
  refuses({.num_parallel_tree = 0}, table);
  Booster booster = booster_of(table, cuts, {}, {0.0F});
  const quantise::Cuts others{{0, 2}, {1.0F, 1.5F}};
  EXPECT_THROW(booster.add_validation(BinnedRows(Exec{}, table.view(), others)), std::invalid_argument);
  EXPECT_THROW(BinnedRows(Exec{}, table.view(), quantise::Cuts{{0, 1, 2}, {1.0F, 1.5F}}), std::invalid_argument);
}

}  // namespace
}  // namespace trainyard::kernels::trees
