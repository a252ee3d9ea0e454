// Folds of another kind than the test rows, windows, blocks, weights and strata.
#include "host/dataset/split_strata.hpp"
#include "tests/host/dataset/split_tables.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::int64_t one_day = 86'400'000'000;
using Rows = std::vector<std::uint32_t>;

// Row i is of day i, of shop i % shops, and weighs i % 4.
Table diary(std::size_t rows, std::size_t shops) {
  std::vector<double> times, weights;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rows; ++i) {
    times.push_back(static_cast<double>(i) * one_day);
    names.push_back("s" + std::to_string(i % shops));
    weights.push_back(static_cast<double>(i % 4));
  }
  Table table = numbers_table("when", times);
  table.columns.push_back(texts_table("shop", names).columns[0]);
  table.columns.push_back(numbers_table("w", weights, ColumnType::floating).columns[0]);
  return table;
}

Rows span_of(std::uint32_t from, std::uint32_t until) {
  Rows rows(until - from);
  std::iota(rows.begin(), rows.end(), from);
  return rows;
}

double weight_of(const Table& table, const Rows& rows) {
  double sum = 0;
  for (const auto row : rows) sum += table.columns[2].numbers[row];
  return sum;
}

SplitOptions forward(int folds, std::int64_t gap, std::int64_t window) {
  return {.method = SplitMethod::time, .test = 0, .folds = folds, .column = "when", .gap = gap, .window = window};
}

// scikit-learn 1.9: TimeSeriesSplit(3, gap=1, max_train_size=4).split(range(20)): a gap of two days leaves one day out.
TEST(SlidingWindow, TrainsOnWhatTimeSeriesSplitTrainsOn) {
  const Split split = split_rows(diary(20, 5), sources(), forward(3, 2 * one_day, 4 * one_day), 1);
  const std::vector<std::pair<Rows, Rows>> expected{
      {span_of(0, 4), span_of(5, 10)}, {span_of(5, 9), span_of(10, 15)}, {span_of(10, 14), span_of(15, 20)}};
  for (std::size_t k = 0; k < 3; ++k) {
    const FoldRows rows = split.fold_rows(k);
    EXPECT_EQ(rows.train, expected[k].first);
    EXPECT_EQ(rows.validation, expected[k].second);
  }
}

TEST(SlidingWindow, MayNotBeLongerThanTheRowsNorHoldNoRow) {
  EXPECT_NE(refusal(diary(20, 5), forward(3, 0, 20 * one_day)).find("split.window_size is longer than the time of the training rows"),
            std::string::npos);
  Table table = diary(20, 5);
  for (std::size_t i = 10; i < 20; ++i) table.columns[0].numbers[i] += 30.0 * one_day;
  EXPECT_NE(refusal(table, forward(3, 0, 4 * one_day)).find("split.window_size leaves no row to train fold 1"), std::string::npos);
}

TEST(FoldsInBlocks, AreThoseOfKFoldWithoutTheRowsNearerThanTheGap) {
  SplitOptions options = forward(4, 0, 0);
  options.cv = FoldMethod::blocks;
  const Table table = diary(22, 5);
  Split split = split_rows(table, sources(), options, 1);
  expect_cross_validation(split);
  EXPECT_EQ(fold_sizes(split), (std::vector<std::size_t>{6, 6, 5, 5}));
  options.gap = 3 * one_day;
  split = split_rows(table, sources(), options, 1);
  const FoldRows rows = split.fold_rows(1);
  EXPECT_EQ(rows.validation, span_of(6, 12));
  Rows expected = span_of(0, 4);
  const Rows after = span_of(14, 22);
  expected.insert(expected.end(), after.begin(), after.end());
  EXPECT_EQ(rows.train, expected) << "days 4, 5, 12 and 13 are within three days of a validation row";
  options.gap = 20 * one_day;
  EXPECT_NE(refusal(table, options).find("split.gap leaves no row to train fold"), std::string::npos);
}

TEST(FoldsOfAnotherKind, GoByGroupsWhereTheLatestRowsAreTested) {
  const Table table = diary(100, 10), mixed = shuffled(table);
  SplitOptions options = forward(4, 0, 0);
  options.test = 0.2;
  options.cv = FoldMethod::group;
  options.fold_column = "shop";
  const Split split = split_rows(table, sources(), options, 1);
  EXPECT_EQ(split.test, span_of(80, 100));
  expect_cross_validation(split);
  std::map<std::string, std::set<int>> folds_of;
  const auto validates = validated(split);
  for (std::size_t i = 0; i < split.train.size(); ++i) folds_of["s" + std::to_string(split.train[i] % 10)].insert(validates[i]);
  for (const auto& [shop, folds] : folds_of) EXPECT_EQ(folds.size(), 1U) << shop;
  EXPECT_EQ(places(table, split), places(mixed, split_rows(mixed, sources(), options, 1)));
}

TEST(FoldsOfAnotherKind, GoForwardInTimeAmongRowsDrawnAtRandom) {
  const Table table = diary(100, 10);
  const Split plain = split_rows(table, sources(), {.folds = 4}, 1);
  const Split split = split_rows(table, sources(), {.folds = 4, .cv = FoldMethod::time, .fold_column = "when"}, 1);
  EXPECT_EQ(split.test, plain.test);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_LT(split.fold_rows(k).train.back(), split.fold_rows(k).validation.front());
}

TEST(StratifiedGroups, KeepGroupsWholeAndSharesEven) {
  const Table table = diary(400, 40), mixed = shuffled(table);
  const auto strata_of_rows = [](const Table& of) {
    std::vector<std::int32_t> strata;
    for (const auto& id : of.ids) strata.push_back(id.number % 40 < 8 ? 1 : 0);  // eight shops of one kind
    return strata;
  };
  const SplitOptions options{.test = 0, .folds = 4, .cv = FoldMethod::stratified_group, .fold_column = "shop"};
  const Split split = split_rows(table, sources(), options, 1, strata_of_rows(table));
  expect_cross_validation(split);
  const auto strata = strata_of_rows(table);
  for (std::size_t k = 0; k < 4; ++k) {
    const Rows rows = split.fold_rows(k).validation;
    EXPECT_EQ(rows.size(), 100U);
    EXPECT_EQ(std::ranges::count_if(rows, [&](auto row) { return strata[row] == 1; }), 20);
  }
  EXPECT_EQ(places(table, split), places(mixed, split_rows(mixed, sources(), options, 1, strata_of_rows(mixed))));
}

TEST(Weights, TakeThePlaceOfRowsInSharesAndFolds) {
  const Table table = diary(1000, 50), mixed = shuffled(table);
  for (const SplitMethod method : {SplitMethod::random, SplitMethod::stratified, SplitMethod::group}) {
    const SplitOptions options{.method = method, .test = 0.2, .folds = 5, .column = "shop", .weight = "w"};
    const Split split = split_rows(table, sources(), options, 3);
    EXPECT_NEAR(weight_of(table, split.test), 300, method == SplitMethod::group ? 30 : 1.5);
    expect_cross_validation(split);
    for (std::size_t k = 0; k < 5; ++k) {
      EXPECT_NEAR(weight_of(table, split.fold_rows(k).validation), weight_of(table, split.train) / 5,
                  method == SplitMethod::group ? 40 : 3);
    }
    EXPECT_EQ(places(table, split), places(mixed, split_rows(mixed, sources(), options, 3)));
  }
}

TEST(Weights, OfOneChangeNothing) {
  Table table = diary(301, 20);
  table.columns[2].numbers.assign(301, 1.0);
  for (const SplitMethod method : {SplitMethod::random, SplitMethod::group}) {
    SplitOptions options{.method = method, .folds = 5, .column = "shop"};
    const auto counted = places(table, split_rows(table, sources(), options, 3));
    options.weight = "w";
    EXPECT_EQ(places(table, split_rows(table, sources(), options, 3)), counted);
  }
}

TEST(Weights, LeaveNoFoldEmptyWhereMostAreZero) {
  Table table = diary(20, 10);
  table.columns[2].numbers.assign(20, 0.0);
  table.columns[2].numbers[7] = 5;
  for (const SplitMethod method : {SplitMethod::random, SplitMethod::group}) {
    const auto sizes =
        fold_sizes(split_rows(table, sources(), {.method = method, .test = 0, .folds = 5, .column = "shop", .weight = "w"}, 1));
    EXPECT_TRUE(std::ranges::none_of(sizes, [](auto size) { return size == 0; }));
  }
  table.columns[2].numbers[7] = 0;
  EXPECT_NE(refusal(table, {.weight = "w"}).find("no row has a weight above 0 in column 'w'"), std::string::npos);
}

TEST(Strata, AreBinsOfEqualNumbersOfRowsOrCategoriesByText) {
  EXPECT_EQ(strata_of(std::vector<double>{5, 1, 4, 2, 3, 0}, 3), (std::vector<std::int32_t>{2, 0, 2, 1, 1, 0}));
  EXPECT_EQ(strata_of(std::vector<double>{1, 1, 1, 2, std::nan("")}, 2), (std::vector<std::int32_t>{0, 0, 0, 1, -1}));
  EXPECT_EQ(strata_of(texts_table("c", {"b", "a", "", "b"}).columns[0], 10), (std::vector<std::int32_t>{1, 0, -1, 1}));
}

TEST(Strata, TooSmallForATestRowAreRefused) {
  std::vector<std::int32_t> strata(10);
  std::iota(strata.begin(), strata.end(), 0);
  try {
    static_cast<void>(split_rows(diary(10, 5), sources(), {.method = SplitMethod::stratified, .folds = 0}, 1, strata));
    FAIL() << "accepted a split without test rows";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("no stratum has enough rows for a test row at split.test 0.2"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace trainyard::dataset
