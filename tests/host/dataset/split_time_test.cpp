// The latest rows are tested; folds go forward in time.
#include "tests/host/dataset/split_tables.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::int64_t a_day = 86'400'000'000;

std::int64_t at(const char* text) { return parse_timestamp(text).value; }

// Row i is of day days[i] after 2020-01-01.
Table days(const std::vector<int>& numbers) {
  std::vector<double> times;
  times.reserve(numbers.size());
  for (const int number : numbers) times.push_back(static_cast<double>(at("2020-01-01") + number * a_day));
  return numbers_table("when", times);
}

std::vector<int> counting(int count) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

SplitOptions by_time(double test, int folds) { return {.method = SplitMethod::time, .test = test, .folds = folds, .column = "when"}; }

SplitOptions from(const char* cutoff, int folds = 0, std::int64_t gap = 0) {
  return {.method = SplitMethod::time, .folds = folds, .column = "when", .cutoff = at(cutoff), .gap = gap};
}

using Rows = std::vector<std::uint32_t>;

TEST(SplitByTime, TestsTheRowsAtAndAfterTheCutoff) {
  const Split split = split_rows(days({5, 0, 4, 1, 3, 2}), sources(), from("2020-01-04"), 1);
  EXPECT_EQ(split.test, (Rows{0, 2, 4}));
  EXPECT_EQ(split.train, (Rows{1, 3, 5}));
  EXPECT_EQ(split.gap_rows, 0U);
}

TEST(SplitByTime, TestsTheLatestShareWithoutACutoff) {
  const Split split = split_rows(days({9, 0, 8, 1, 7, 2, 6, 3, 5, 4}), sources(), by_time(0.3, 0), 1);
  EXPECT_EQ(split.test, (Rows{0, 2, 4}));
  EXPECT_TRUE(split_rows(days(counting(10)), sources(), by_time(0, 0), 1).test.empty());
}

TEST(SplitByTime, NeverDividesRowsOfOneTime) {
  EXPECT_EQ(split_rows(days({0, 1, 1, 1, 1, 2}), sources(), by_time(0.3, 0), 1).test, (Rows{5}));
  EXPECT_EQ(split_rows(days({0, 1, 1, 1, 1, 2}), sources(), by_time(0.7, 0), 1).test, (Rows{1, 2, 3, 4, 5}));
  EXPECT_EQ(split_rows(days({0, 0, 0, 0, 0, 1}), sources(), by_time(0.8, 0), 1).test, (Rows{5})) << "not all rows may be tested";
  const Split split = split_rows(days({0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 3}), sources(), by_time(0, 3), 1);
  EXPECT_EQ(validated(split), (std::vector<int>{-1, -1, -1, 0, 0, 0, 0, 1, 1, 2, 2, 2}));
}

TEST(SplitByTime, LeavesOutTrainingRowsWithinTheGap) {
  const Split split = split_rows(days(counting(10)), sources(), from("2020-01-08", 0, 2 * a_day), 1);
  EXPECT_EQ(split.test, (Rows{7, 8, 9}));
  EXPECT_EQ(split.train, (Rows{0, 1, 2, 3, 4, 5})) << "day 5 is exactly two days before day 7, day 6 is nearer";
  EXPECT_EQ(split.gap_rows, 1U);
}

TEST(SplitByTime, MeasuresTheGapFromTheFirstTestRowNotFromTheCutoff) {
  const Split split = split_rows(days({0, 1, 2, 6, 7}), sources(), from("2020-01-04", 0, 2 * a_day), 1);
  EXPECT_EQ(split.test, (Rows{3, 4}));
  EXPECT_EQ(split.train, (Rows{0, 1, 2}));
}

// scikit-learn 1.5: TimeSeriesSplit(4) of 23 rows tests 4 rows each, the first block has 7.
TEST(SplitByTime, HasFoldsLikeTimeSeriesSplit) {
  const Split split = split_rows(days(counting(23)), sources(), by_time(0, 4), 1);
  ASSERT_EQ(split.folds(), 4U);
  for (std::size_t k = 0; k < 4; ++k) {
    const FoldRows rows = split.fold_rows(k);
    const auto first = static_cast<std::uint32_t>(7 + 4 * k);
    EXPECT_EQ(rows.validation, (Rows{first, first + 1, first + 2, first + 3}));
    ASSERT_EQ(rows.train.size(), first);
    EXPECT_EQ(rows.train.back(), first - 1);
  }
}

TEST(SplitByTime, KeepsTheGapInFoldsToo) {
  SplitOptions options = by_time(0, 3);
  options.gap = 2 * a_day;
  const Split split = split_rows(days(counting(12)), sources(), options, 1);
  EXPECT_EQ(split.train.size(), 12U) << "without test rows no row is lost to the gap as a whole";
  for (std::size_t k = 0; k < 3; ++k) {
    const FoldRows rows = split.fold_rows(k);
    EXPECT_EQ(rows.validation.front(), 3 * (k + 1));
    EXPECT_EQ(rows.train.size(), 3 * (k + 1) - 1);
  }
}

TEST(SplitByTime, GoesByTimesNotByTheOrderOrTheSeed) {
  auto numbers = counting(300);
  for (int& number : numbers) number = number * 7919 % 97;
  const Table table = days(numbers), mixed = shuffled(table);
  SplitOptions options = by_time(0.25, 5);
  options.gap = 3 * a_day;
  const auto expected = places(table, split_rows(table, sources(), options, 1));
  EXPECT_EQ(places(mixed, split_rows(mixed, sources(), options, 99)), expected);
}

TEST(SplitByTime, TrainsEveryFoldOnEarlierRowsOnly) {
  auto numbers = counting(200);
  for (int& number : numbers) number = number * number % 61;
  const Table table = days(numbers);
  SplitOptions options = by_time(0.2, 6);
  options.gap = 2 * a_day;
  const Split split = split_rows(table, sources(), options, 1);
  const auto time = [&](std::uint32_t row) { return table.columns[0].numbers[row]; };
  const auto latest = [&](const Rows& rows) {
    return *std::max_element(rows.begin(), rows.end(), [&](auto a, auto b) { return time(a) < time(b); });
  };
  const auto first = [&](const Rows& rows) {
    return *std::min_element(rows.begin(), rows.end(), [&](auto a, auto b) { return time(a) < time(b); });
  };
  EXPECT_LE(time(latest(split.train)) + 2.0 * a_day, time(first(split.test)));
  EXPECT_EQ(split.train.size() + split.test.size() + split.gap_rows, 200U);
  for (std::size_t k = 0; k < 6; ++k) {
    const FoldRows rows = split.fold_rows(k);
    ASSERT_FALSE(rows.train.empty() || rows.validation.empty());
    EXPECT_LE(time(latest(rows.train)) + 2.0 * a_day, time(first(rows.validation))) << "fold " << k;
  }
}

TEST(SplitByTime, RefusesACutoffOutsideTheRowsWithTheRangeFound) {
  const std::string range = "the rows are from 2020-01-01T00:00:00Z to 2020-01-10T00:00:00Z";
  EXPECT_EQ(refusal(days(counting(10)), from("2020-01-11")), "no row lies at or after the cutoff 2020-01-11T00:00:00Z: " + range);
  EXPECT_EQ(refusal(days(counting(10)), from("2020-01-01")), "no row lies before the cutoff 2020-01-01T00:00:00Z: " + range);
}

TEST(SplitByTime, RefusesAGapThatLeavesNothingToTrainOn) {
  EXPECT_EQ(refusal(days(counting(10)), from("2020-01-08", 0, 30 * a_day)),
            "split.gap leaves no training row: the rows are from 2020-01-01T00:00:00Z to 2020-01-10T00:00:00Z, the test rows from "
            "2020-01-08T00:00:00Z on");
  SplitOptions options = by_time(0, 4);
  options.gap = 3 * a_day;
  EXPECT_EQ(refusal(days(counting(10)), options),
            "split.gap leaves no row to train the first fold, which has 2 rows from 2020-01-01T00:00:00Z and is validated from "
            "2020-01-03T00:00:00Z; lower split.gap or split.folds");
}

TEST(SplitByTime, RefusesFewerTimesThanTheFoldsNeed) {
  EXPECT_EQ(refusal(days({0, 0, 1, 1, 2, 2}), by_time(0, 3)),
            "the 6 training rows are of 3 different times, and 3 folds need 4; lower split.folds");
  EXPECT_EQ(refusal(days({4, 4, 4}), by_time(0.5, 0)), "all rows are of one time, 2020-01-05T00:00:00Z");
  EXPECT_EQ(refusal(days({}), by_time(0.5, 0)), "there is no row to split");
}

TEST(SplitByTime, RefusesARowWithoutATimeAndAColumnThatHoldsNone) {
  Table table = days(counting(3));
  table.columns[0].numbers[1] = std::nan("");
  EXPECT_NE(refusal(table, by_time(0.5, 0)).find("column 'when' has no time in data row 2 of a.csv"), std::string::npos);
  EXPECT_EQ(refusal(numbers_table("when", {1, 2, 3}, ColumnType::integer), by_time(0.5, 0)), "column 'when' is integer, not timestamp");
  SplitOptions options = by_time(0.5, 0);
  options.column = "wen";
  EXPECT_EQ(refusal(days(counting(3)), options), "there is no column 'wen', did you mean 'when'?");
}

}  // namespace
}  // namespace trainyard::dataset
