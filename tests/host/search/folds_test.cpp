#include "host/search/folds.hpp"

#include "tests/host/search/small_study.hpp"

namespace trainyard::search {
namespace {

using Made = std::shared_ptr<const PreparedFold>;

const std::vector<float>& values_of(const std::unique_ptr<models::Prepared>& prepared) {
  return dynamic_cast<const test::Scripted::Rows&>(*prepared).values;
}

TEST(Folds, OfSeveralThreadsThatAskForAFoldOneMakesIt) {
  constexpr int threads = 8, forms = 3;
  const test::SmallData data;
  const auto folds = data.folds();
  test::Scripted family;
  std::vector<std::vector<Made>> seen(threads);
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t) {
    all.emplace_back([&, t] {
      for (int i = 0; i < forms * 3; ++i) {
        const int turn = (i + t) % (forms * 3);
        seen[static_cast<std::size_t>(t)].push_back(folds->prepared(family, {{"bins", 2 + turn / 3}}, static_cast<std::size_t>(turn % 3)));
      }
    });
  }
  for (auto& thread : all) thread.join();
  EXPECT_EQ(family.prepared, forms * 3 * 2) << "training and validation rows of each fold in each form, once";

  const auto alone = data.folds();
  for (int t = 0; t < threads; ++t) {
    for (int i = 0; i < forms * 3; ++i) {
      const int turn = (i + t) % (forms * 3);
      const auto& found = seen[static_cast<std::size_t>(t)][static_cast<std::size_t>(i)];
      const auto expected = alone->prepared(family, {{"bins", 2 + turn / 3}}, static_cast<std::size_t>(turn % 3));
      EXPECT_EQ(values_of(found->train), values_of(expected->train));
      EXPECT_EQ(values_of(found->validation), values_of(expected->validation));
    }
  }
}

TEST(Folds, AFormThatIsNotKeptLivesAsLongAsItIsUsed) {
  const test::SmallData data;
  const auto folds = data.folds();
  test::Scripted family;
  const auto first = folds->prepared(family, {{"bins", 1}}, 0);
  const auto before = values_of(first->train);
  for (int bins = 2; bins < 20; ++bins) static_cast<void>(folds->prepared(family, {{"bins", bins}}, 0));
  EXPECT_EQ(values_of(first->train), before);
  const int made = family.prepared;
  const auto again = folds->prepared(family, {{"bins", 1}}, 0);
  EXPECT_EQ(family.prepared, made + 2) << "made again, as it was no longer kept";
  EXPECT_EQ(values_of(again->train), before);
}

TEST(Folds, OfFormsAsManyAreKeptAsThereIsMemoryFor) {
  const test::SmallData data;
  auto training = data.training();
  const std::uint64_t bytes = Folds(Exec{}, training).bytes();
  ASSERT_GT(bytes, 0U);
  const auto made_for_two_in_turn = [&](std::uint64_t memory) {
    training.memory = memory;
    Folds folds(Exec{}, training);
    test::Scripted family;
    for (int turn = 0; turn < 6; ++turn) static_cast<void>(folds.prepared(family, {{"bins", 2 + turn % 2}}, 0));
    return family.prepared.load();
  };
  EXPECT_EQ(made_for_two_in_turn(3 * bytes), 2 * 2) << "training and validation rows of two forms, once";
  EXPECT_EQ(made_for_two_in_turn(3 * bytes - 1), 6 * 2) << "one form is kept";
  EXPECT_EQ(made_for_two_in_turn(0), 6 * 2) << "always the one in use";
}

TEST(Folds, AFoldThatCannotBeMadeIsTriedByTheNextWhoAsks) {
  const test::SmallData data;
  const auto folds = data.folds();
  const auto& logistic = models::logistic_family();  // refuses a target that is no class
  EXPECT_THROW(static_cast<void>(folds->prepared(logistic, models::Params::object(), 0)), Error);
  EXPECT_THROW(static_cast<void>(folds->prepared(logistic, models::Params::object(), 0)), Error);
  EXPECT_TRUE(folds->prepared(models::linear_family(), models::Params::object(), 0));
}

TEST(Folds, WhatIsWrongWithAFoldNamesIt) {
  const test::SmallData data;
  std::vector<double> weight(60, 1.0);
  for (std::size_t r = 0; r < weight.size(); ++r) weight[r] = r % 3 == 1 ? 1 : 0;  // the rows that fold 1 validates on
  search::TrainingData training = data.training();
  training.weight = weight;
  Folds folds(Exec{}, training);
  try {
    (void)folds.prepared(models::linear_family(), models::Params::object(), 1);
    FAIL() << "there is nothing to learn from";
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "fold 1: every training row has weight 0: there is nothing to learn from");
  }
}

}  // namespace
}  // namespace trainyard::search
