// The booster of the GPU, run by threads of the CPU.
#include <bit>
#include <cfloat>
#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>

#include "kernels/trees/block/booster.hpp"
#include "kernels/trees/self_test.hpp"
#include "tests/kernels/trees/boost_tables.hpp"

namespace trainyard::kernels::trees {
namespace {

struct Case {
  BoostParams params;
  Table train, validation;
  int max_bins = 256;

  [[nodiscard]] BinnedRows binned(const Table& table) const { return {Exec{}, table.view(), cuts_of(train, max_bins)}; }
};

Case some_case(std::mt19937& random, std::size_t rows, std::size_t columns, int i) {
  Case one{.params = some_params(random), .train = {}, .validation = {}};
  one.train = some_table(random, rows, columns, i % 3 == 0 ? 0.0F : 0.2F);
  set_targets(one.train, random, one.params, i % 3 == 1);
  one.validation = some_table(random, 1 + rows / 3, columns, 0.3F);
  one.max_bins = i % 2 == 0 ? 256 : 3 + static_cast<int>(random() % 30);
  return one;
}

std::unique_ptr<BoosterState> block_booster(const Case& one, int threads) {
  const Targets targets{one.params.objective,
                        one.params.outputs,
                        one.params.scale_pos_weight,
                        {one.train.y.data(), one.train.y.size()},
                        {one.train.weight.data(), one.train.weight.size()}};
  return block::booster(Exec{.threads = threads}, one.params, one.binned(one.train), targets, some_base(one.params));
}

void expect_same_bits(const BoostedNode& a, const BoostedNode& b) {
  EXPECT_EQ(a.left, b.left);
  EXPECT_EQ(a.feature, b.feature);
  EXPECT_EQ(a.first_bin, b.first_bin);
  EXPECT_EQ(a.default_left, b.default_left);
  for (const auto number : {&BoostedNode::threshold, &BoostedNode::value, &BoostedNode::gain, &BoostedNode::cover, &BoostedNode::weight}) {
    EXPECT_EQ(std::bit_cast<std::uint32_t>(a.*number), std::bit_cast<std::uint32_t>(b.*number)) << a.*number << " and " << b.*number;
  }
}

void expect_same_bits(View<const float> a, View<const float> b) {
  ASSERT_EQ(a.size, b.size);
  for (std::size_t i = 0; i < a.size; ++i) {
    ASSERT_EQ(std::bit_cast<std::uint32_t>(a.data[i]), std::bit_cast<std::uint32_t>(b.data[i])) << "margin " << i;
  }
}

/// Of both boosters after some rounds. Returns the nodes that were compared.
std::size_t expect_same(const Booster& one, BoosterState& block) {
  EXPECT_EQ(block.trees().size(), one.trees().size());
  EXPECT_EQ(block.rounds(), one.rounds());
  std::size_t nodes = 0;
  for (std::size_t t = 0; t < std::min(block.trees().size(), one.trees().size()); ++t) {
    const BoostedTree &a = block.trees()[t], &b = one.trees()[t];
    EXPECT_EQ(a.output, b.output);
    EXPECT_EQ(a.nodes.size(), b.nodes.size()) << "tree " << t;
    for (std::size_t i = 0; i < std::min(a.nodes.size(), b.nodes.size()); ++i) {
      SCOPED_TRACE("tree " + std::to_string(t) + ", node " + std::to_string(i));
      expect_same_bits(a.nodes[i], b.nodes[i]);
      if (testing::Test::HasFailure()) return nodes;
      ++nodes;
    }
  }
  expect_same_bits(block.margins(), one.margins());
  return nodes;
}

std::size_t expect_same(const Case& one, int threads, int rounds) {
  Booster booster = booster_of(one.train, cuts_of(one.train, one.max_bins), one.params, some_base(one.params));
  const auto block = block_booster(one, threads);
  booster.add_validation(one.binned(one.validation));
  EXPECT_EQ(block->add_validation(one.binned(one.validation)), 0U);
  for (int round = 0; round < rounds; ++round) booster.update(), block->update();
  expect_same_bits(block->validation_margins(0), booster.validation_margins());
  return expect_same(booster, *block);
}

TEST(BlockBooster, GivesTheBitsOfTheBoosterOfOneThreadOnRandomTables) {
  std::mt19937 random(21);
  std::size_t nodes = 0;
  for (int i = 0; i < 120; ++i) {
    SCOPED_TRACE("table " + std::to_string(i));
    const std::size_t rows = 1 + random() % (i % 10 == 0 ? 3000 : 200), columns = 1 + random() % (i % 4 == 0 ? 80 : 13);
    nodes += expect_same(some_case(random, rows, columns, i), 1 + i % 4, 3);
    if (HasFailure()) return;
  }
  EXPECT_GT(nodes, 5000U);  // else little was compared
}

TEST(BlockBooster, GivesTheSameBitsWithTheMostBinsAtAnyDepth) {
  std::mt19937 random(22);
  for (const int depth : {1, 2, 3, 15, 30}) {
    Case one = some_case(random, 3000, 6, 2);
    one.params = {.objective = Objective::logistic, .max_depth = depth, .min_child_weight = 0};
    one.train.y.clear(), one.train.weight.clear();
    set_targets(one.train, random, one.params, false);
    one.max_bins = 256;
    for (const int threads : {1, 3}) expect_same(one, threads, 2);
  }
}

TEST(BlockBooster, GivesTheSameBitsWithoutAColumnThatHasABin) {
  Case one{.params = {}, .train = {.rows = 4, .x = {NAN, NAN, NAN, NAN}, .y = {1, 2, 3, 4}}, .validation = {.rows = 1, .x = {1}}};
  expect_same(one, 2, 2);
  one.train = {.rows = 1, .x = {1}, .y = {3}};
  expect_same(one, 2, 2);
}

TEST(BlockBooster, AddsTheTreesThatThereAreToALaterValidationSet) {
  std::mt19937 random(23);
  const Case one = some_case(random, 300, 7, 1);
  const auto early = block_booster(one, 2), late = block_booster(one, 2);
  early->add_validation(one.binned(one.train));
  early->add_validation(one.binned(one.validation));
  early->update(), late->update();
  late->add_validation(one.binned(one.train));
  late->add_validation(one.binned(one.validation));
  early->update(), late->update();
  for (std::size_t set : {0U, 1U}) expect_same_bits(late->validation_margins(set), early->validation_margins(set));
}

TEST(BlockBooster, LeavesEverythingAsItIsWhenAGradientIsNotFinite) {
  Case one{.params = {.learning_rate = 1},
           .train = {.rows = 4, .x = {1, 2, 3, 4}, .y = {FLT_MAX, -FLT_MAX, FLT_MAX, -FLT_MAX}, .weight = {1e30F, 1, 1, 1}},
           .validation = {.rows = 1, .x = {1}}};
  const auto block = block_booster(one, 2);
  EXPECT_THROW(block->update(), std::overflow_error);
  EXPECT_EQ(block->rounds(), 0U);
  for (std::size_t i = 0; i < block->margins().size; ++i) EXPECT_EQ(block->margins().data[i], 0.25F);
}

TEST(BlockBooster, PassesItsSelfTest) { EXPECT_EQ(found_trouble(Exec{.threads = 2}), ""); }

TEST(BlockBooster, IsGrownTogetherWithThoseOfOtherThreads) {
  std::mt19937 random(24);
  std::vector<Case> cases;
  for (int i = 0; i < 24; ++i) cases.push_back(some_case(random, 150, 5, i));
  std::vector<std::unique_ptr<BoosterState>> blocks(cases.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    threads.emplace_back([&, i] {
      blocks[i] = block_booster(cases[i], 1);
      for (int round = 0; round < 5; ++round) blocks[i]->update();
    });
  }
  for (auto& thread : threads) thread.join();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE("booster " + std::to_string(i));
    const Case& one = cases[i];
    Booster booster = booster_of(one.train, cuts_of(one.train, one.max_bins), one.params, some_base(one.params));
    for (int round = 0; round < 5; ++round) booster.update();
    expect_same(booster, *blocks[i]);
  }
}

}  // namespace
}  // namespace trainyard::kernels::trees
