// Rows marked by a column's value, or by the file they are in.
#include "tests/host/dataset/split_tables.hpp"

namespace trainyard::dataset {
namespace {

using Rows = std::vector<std::uint32_t>;

SplitOptions marked(const std::vector<std::string>& marks, int folds = 0) {
  return {.method = SplitMethod::column, .folds = folds, .column = "part", .marks = marks};
}

TEST(SplitByColumn, TestsTheRowsWithAMark) {
  const Table table = texts_table("part", {"train", "test", "train", "holdout", "", "test"});
  EXPECT_EQ(split_rows(table, sources(), marked({"test"}), 1).test, (Rows{1, 5}));
  const Split split = split_rows(table, sources(), marked({"test", "holdout"}), 1);
  EXPECT_EQ(split.test, (Rows{1, 3, 5}));
  EXPECT_EQ(split.train, (Rows{0, 2, 4})) << "a row without a mark trains";
}

TEST(SplitByColumn, KnowsNumbersAndBooleansHoweverTheyAreSpelt) {
  const Table numbers = numbers_table("part", {0, 1, 2, 1}, ColumnType::integer);
  EXPECT_EQ(split_rows(numbers, sources(), marked({"1"}), 1).test, (Rows{1, 3}));
  EXPECT_EQ(split_rows(numbers, sources(), marked({"1.0", "02"}), 1).test, (Rows{1, 2, 3}));
  const Table booleans = numbers_table("part", {0, 1, std::nan(""), 1}, ColumnType::boolean);
  EXPECT_EQ(split_rows(booleans, sources(), marked({"True"}), 1).test, (Rows{1, 3}));
}

TEST(SplitByColumn, DealsTheOtherRowsIntoFoldsByTheirIdentity) {
  std::vector<std::string> parts(103, "train");
  for (std::size_t i = 3; i < parts.size(); i += 10) parts[i] = "test";
  const Table table = texts_table("part", parts), mixed = shuffled(table);
  const Split split = split_rows(table, sources(), marked({"test"}, 4), 5);
  expect_cross_validation(split);
  const auto sizes = fold_sizes(split);
  EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()) - *std::min_element(sizes.begin(), sizes.end()), 1U);
  EXPECT_EQ(places(table, split), places(mixed, split_rows(mixed, sources(), marked({"test"}, 4), 5)));
  EXPECT_NE(validated(split), validated(split_rows(table, sources(), marked({"test"}, 4), 6)));
}

TEST(SplitByColumn, KeepsStrataInItsFolds) {
  std::vector<std::string> parts;
  std::vector<std::int32_t> strata;
  for (int i = 0; i < 100; ++i) {
    parts.push_back(i < 20 ? "test" : "train");
    strata.push_back(i % 4 == 0 ? 1 : 0);
  }
  const Split split = split_rows(texts_table("part", parts), sources(), marked({"test"}, 4), 5, strata);
  for (std::size_t k = 0; k < 4; ++k) {
    const auto rows = split.fold_rows(k).validation;
    EXPECT_EQ(std::count_if(rows.begin(), rows.end(), [&](auto row) { return strata[row] == 1; }), 5);
  }
}

TEST(SplitByColumn, AnswersAMarkThatNoRowHasWithTheNearestOrTheKnown) {
  EXPECT_EQ(refusal(texts_table("part", {"train", "test"}), marked({"tset"})),
            "no row has 'tset' (split.test) in column 'part', did you mean 'test'?");
  EXPECT_EQ(refusal(texts_table("part", {"learn", "check"}), marked({"test"})),
            "no row has 'test' (split.test) in column 'part'; known: check, learn");
  EXPECT_EQ(refusal(numbers_table("part", {0, 1}, ColumnType::integer), marked({"1", "two"})),
            "no row has 'two' (split.test) in column 'part'; known: 0, 1");
  std::vector<double> many(1000);
  std::iota(many.begin(), many.end(), 0.0);
  const std::string message = refusal(numbers_table("part", many, ColumnType::integer), marked({"none"}));
  EXPECT_NE(message.find(", … (1000 in all)"), std::string::npos) << message;
  EXPECT_LT(message.size(), 300U);
}

TEST(SplitByColumn, RefusesWhatMarksNothingOrEverything) {
  EXPECT_NE(refusal(texts_table("part", {"test", "test"}), marked({"test"})).find("0 training rows of 2"), std::string::npos);
  EXPECT_NE(refusal(numbers_table("part", {0.5, 1}, ColumnType::floating), marked({"1"})).find("'part' is float"), std::string::npos);
}

TEST(SplitByFile, TestsTheRowsOfTheTestFiles) {
  auto files = sources();
  files[1].test = true;
  Table table;
  for (std::size_t i = 0; i < 50; ++i) table.ids.push_back({static_cast<std::uint32_t>(i % 5 == 0 ? 1 : 0), i});
  const SplitOptions options{.method = SplitMethod::file, .folds = 4};
  const Split split = split_rows(table, files, options, 3);
  ASSERT_EQ(split.test.size(), 10U);
  for (const auto row : split.test) EXPECT_EQ(row % 5, 0U);
  expect_cross_validation(split);
  const Table mixed = shuffled(table);
  EXPECT_EQ(places(table, split), places(mixed, split_rows(mixed, files, options, 3)));
}

TEST(SplitByFile, RefusesADatasetWithoutTestFilesOrWithoutTheirRows) {
  EXPECT_NE(refusal(table_of(10), {.method = SplitMethod::file}).find("the dataset has no test file"), std::string::npos);
  auto files = sources();
  files[1].test = true;
  try {
    static_cast<void>(split_rows(table_of(10), files, {.method = SplitMethod::file}, 1));
    FAIL() << "accepted test files without a row";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "the test files (split.test) have no good row");
  }
}

}  // namespace
}  // namespace trainyard::dataset
