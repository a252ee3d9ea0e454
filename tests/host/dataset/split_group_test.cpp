// Rows with one value in a column stay together.
#include "tests/host/dataset/split_tables.hpp"

namespace trainyard::dataset {
namespace {

SplitOptions by_group(double test, int folds) { return {.method = SplitMethod::group, .test = test, .folds = folds, .column = "shop"}; }

// Shop s000 has one row, s001 two, s002 three, s000 …: 1 to `most` rows each, row by row through the shops.
Table shops(int count, int most = 5) {
  std::vector<std::string> names;
  for (int round = 0; round < most; ++round) {
    for (int shop = 0; shop < count; ++shop) {
      if (shop % most >= round) names.push_back("s" + std::to_string(shop));
    }
  }
  return texts_table("shop", names);
}

std::set<std::int32_t> shops_of(const Table& table, const std::vector<std::uint32_t>& rows) {
  std::set<std::int32_t> codes;
  for (const auto row : rows) codes.insert(table.columns[0].codes[row]);
  return codes;
}

void expect_no_shared_shop(const Table& table, const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  const auto left = shops_of(table, a), right = shops_of(table, b);
  EXPECT_TRUE(std::none_of(left.begin(), left.end(), [&](std::int32_t code) { return right.contains(code); }));
}

TEST(SplitByGroup, NeverPartsAGroup) {
  const Table table = shops(60);
  const Split split = split_rows(table, sources(), by_group(0.25, 4), 5);
  EXPECT_EQ(split.train.size() + split.test.size(), table.rows());
  expect_no_shared_shop(table, split.train, split.test);
  expect_cross_validation(split);
  for (std::size_t k = 0; k < 4; ++k) {
    const FoldRows rows = split.fold_rows(k);
    expect_no_shared_shop(table, rows.train, rows.validation);
  }
}

TEST(SplitByGroup, ComesAsNearToTheShareAsWholeGroupsCan) {
  const Table table = shops(60);  // groups of at most 5 rows
  for (const double share : {0.1, 0.25, 0.5, 0.8}) {
    const Split split = split_rows(table, sources(), by_group(share, 0), 5);
    EXPECT_NEAR(static_cast<double>(split.test.size()), share * static_cast<double>(table.rows()), 2.5) << share;
  }
}

TEST(SplitByGroup, HasFoldsOfNearlyOneSize) {
  const Split split = split_rows(shops(60), sources(), by_group(0, 6), 5);
  const auto sizes = fold_sizes(split);
  EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()) - *std::min_element(sizes.begin(), sizes.end()), 5U) << "the largest group";
}

TEST(SplitByGroup, GoesByTheValuesNotByTheOrderOfRows) {
  const Table table = shops(40);
  for (const unsigned seed : {1U, 2U, 3U}) {
    const Table mixed = shuffled(table, seed);
    EXPECT_EQ(places(table, split_rows(table, sources(), by_group(0.2, 5), 7)),
              places(mixed, split_rows(mixed, sources(), by_group(0.2, 5), 7)));
  }
  EXPECT_NE(split_rows(table, sources(), by_group(0.2, 5), 7).test, split_rows(table, sources(), by_group(0.2, 5), 8).test);
}

TEST(SplitByGroup, TakesNumbersAndTimesAsGroupsToo) {
  std::vector<double> values(200);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i % 20) - 10;
  const Table table = numbers_table("shop", values, ColumnType::integer);
  const Split split = split_rows(table, sources(), by_group(0.2, 4), 5);
  EXPECT_EQ(split.test.size(), 40U);
  std::set<double> tested;
  for (const auto row : split.test) tested.insert(values[row]);
  EXPECT_EQ(tested.size(), 4U);
  Table zeros = numbers_table("shop", {0.0, -0.0, 1.0, 1.0}, ColumnType::floating);
  EXPECT_EQ(split_rows(zeros, sources(), by_group(0.5, 0), 1).test.size(), 2U) << "-0 is 0";
}

TEST(SplitByGroup, TestsOneGroupAtLeastAndNeverAll) {
  std::vector<std::string> names(90, "large");
  names.resize(100, "small");
  const Split few = split_rows(texts_table("shop", names), sources(), by_group(0.01, 0), 1);
  const Split many = split_rows(texts_table("shop", names), sources(), by_group(0.99, 0), 1);
  EXPECT_FALSE(few.test.empty() || few.train.empty());
  EXPECT_FALSE(many.test.empty() || many.train.empty());
}

TEST(SplitByGroup, RefusesFewerGroupsThanFolds) {
  EXPECT_EQ(refusal(shops(4), by_group(0, 5)),
            "column 'shop' has 4 different values among the training rows, fewer than the 5 folds; lower split.folds");
  EXPECT_EQ(refusal(texts_table("shop", {"a", "a", "a"}), by_group(0.4, 0)),
            "column 'shop' has 1 value in all: too few to train on some and test on others");
  EXPECT_EQ(split_rows(shops(1, 1), sources(), by_group(0, 0), 1).train.size(), 1U);
}

TEST(SplitByGroup, RefusesARowWithoutAGroup) {
  EXPECT_NE(refusal(texts_table("shop", {"a", "b", ""}), by_group(0.3, 0)).find("column 'shop' has no group in data row 3 of a.csv"),
            std::string::npos);
}

// Pinned: a change of the hash would silently move groups between training and test.
TEST(SplitByGroup, StaysWhatItWas) {
  const Split split = split_rows(texts_table("shop", {"a", "b", "c", "d", "e", "f", "g", "h"}), sources(), by_group(0.25, 3), 42);
  EXPECT_EQ(split.test, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(validated(split), (std::vector<int>{0, 1, 1, 2, 0, 2}));
}

}  // namespace
}  // namespace trainyard::dataset
