// Splits by the identity of rows: random and stratified.
#include "tests/host/dataset/split_tables.hpp"

namespace trainyard::dataset {
namespace {

TEST(SplitRows, HasExactSizesAndEveryRowOnce) {
  for (const std::size_t rows : {5, 10, 99, 1000, 20640}) {
    const Split split = split_rows(table_of(rows), sources(), {.method = SplitMethod::random, .test = 0.2, .folds = 4}, 42);
    EXPECT_EQ(split.test.size(), static_cast<std::size_t>(std::llround(0.2 * static_cast<double>(rows))));
    expect_cross_validation(split);
    EXPECT_TRUE(std::is_sorted(split.train.begin(), split.train.end()));
    EXPECT_TRUE(std::is_sorted(split.test.begin(), split.test.end()));
    std::set<std::uint32_t> all(split.train.begin(), split.train.end());
    all.insert(split.test.begin(), split.test.end());
    EXPECT_EQ(all.size(), rows);
    const auto sizes = fold_sizes(split);
    EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()) - *std::min_element(sizes.begin(), sizes.end()), 1U);
  }
}

TEST(SplitRows, HoldsCalibrationRowsOutOfTrainingRowsAndFoldsAndLeavesTheTestRowsAsTheyWere) {
  SplitOptions options{.method = SplitMethod::random, .test = 0.2, .folds = 4};
  const Split without = split_rows(table_of(1000), sources(), options, 42);
  options.calibration = 0.25;
  const Split with = split_rows(table_of(1000), sources(), options, 42);
  EXPECT_EQ(with.calibration.size(), 200U);
  EXPECT_EQ(with.test, without.test);
  std::vector<std::uint32_t> both;
  std::ranges::merge(with.train, with.calibration, std::back_inserter(both));
  EXPECT_EQ(both, without.train);
  expect_cross_validation(with);
  EXPECT_NE(split_rows(table_of(1000), sources(), options, 43).calibration, with.calibration);
}

TEST(SplitRows, GoesByTheIdentityOfRowsNotByTheirOrder) {
  Table table;
  for (std::size_t i = 0; i < 500; ++i) table.ids.push_back({static_cast<std::uint32_t>(i % 2), i});
  const Table mixed = shuffled(table);
  EXPECT_EQ(places(table, split_rows(table, sources(), {}, 7)), places(mixed, split_rows(mixed, sources(), {}, 7)));
}

// The test rows of a table stay test rows, but for rounding, when rows are added: each goes by its own rank.
TEST(SplitRows, GivesARowTheSameRankWhateverElseIsThere) {
  const Split small = split_rows(table_of(1000), sources(), {}, 1), large = split_rows(table_of(1100), sources(), {}, 1);
  std::size_t moved = 0;
  for (const auto row : small.test) moved += std::binary_search(large.test.begin(), large.test.end(), row) ? 0 : 1;
  EXPECT_LT(moved, 20U);
}

TEST(SplitRows, DependsOnTheSeedAndOnTheSourcesContent) {
  const Split one = split_rows(table_of(1000), sources(), {}, 1);
  EXPECT_EQ(one.test, split_rows(table_of(1000), sources(), {}, 1).test);
  EXPECT_NE(one.test, split_rows(table_of(1000), sources(), {}, 2).test);
  auto other = sources();
  other[0].sha256 = std::string(64, 'c');
  EXPECT_NE(one.test, split_rows(table_of(1000), other, {}, 1).test);
  other = sources();
  other[0].path = "elsewhere.csv";
  EXPECT_EQ(one.test, split_rows(table_of(1000), other, {}, 1).test);
}

// If folds were the same hash cut again, one fold would hold the rows next to the test rows in rank.
TEST(SplitRows, DrawsFoldsIndependentlyOfTheTestRows) {
  const Split half = split_rows(table_of(10000), sources(), {.method = SplitMethod::random, .test = 0.5, .folds = 2}, 5);
  const Split none = split_rows(table_of(10000), sources(), {.method = SplitMethod::random, .test = 0, .folds = 2}, 5);
  const auto first_fold = none.fold_rows(0).validation;
  std::size_t in_first_fold = 0;
  for (const auto row : half.test) in_first_fold += std::binary_search(first_fold.begin(), first_fold.end(), row) ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(in_first_fold), 2500, 150);
}

TEST(SplitRows, KeepsEachStratumsShareInTestAndFolds) {
  std::vector<std::int32_t> strata;
  for (std::size_t i = 0; i < 1003; ++i) strata.push_back(i % 10 == 0 ? -1 : i % 3 == 0 ? 1 : 0);
  const Split split = split_rows(table_of(1003), sources(), {.method = SplitMethod::stratified, .test = 0.25, .folds = 5}, 42, strata);
  for (const std::int32_t stratum : {-1, 0, 1}) {
    const auto all = static_cast<double>(std::count(strata.begin(), strata.end(), stratum));
    std::size_t test = 0;
    std::vector<std::size_t> folds;
    for (const auto row : split.test) test += strata[row] == stratum ? 1 : 0;
    for (std::size_t k = 0; k < 5; ++k) {
      const auto rows = split.fold_rows(k).validation;
      folds.push_back(static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](auto row) { return strata[row] == stratum; })));
    }
    EXPECT_EQ(test, static_cast<std::size_t>(std::llround(0.25 * all)));
    EXPECT_LE(*std::max_element(folds.begin(), folds.end()) - *std::min_element(folds.begin(), folds.end()), 1U);
  }
  const auto sizes = fold_sizes(split);
  EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()) - *std::min_element(sizes.begin(), sizes.end()), 1U);
}

TEST(SplitRows, CanDoWithoutTestRowsAndFolds) {
  const Split split = split_rows(table_of(10), sources(), {.method = SplitMethod::random, .test = 0, .folds = 0}, 42);
  EXPECT_TRUE(split.test.empty());
  EXPECT_EQ(split.train.size(), 10U);
  EXPECT_EQ(split.folds(), 0U);
  EXPECT_THROW(static_cast<void>(split.fold_rows(0)), std::out_of_range);
}

TEST(SplitRows, RefusesTooFewRowsForTheFoldsAndImpossibleOptions) {
  const auto code = [](std::size_t rows, const SplitOptions& options) {
    try {
      static_cast<void>(split_rows(table_of(rows), sources(), options, 1));
      return ExitCode::done;
    } catch (const Error& error) {
      return error.code();
    }
  };
  EXPECT_EQ(code(5, {.method = SplitMethod::random, .test = 0.2, .folds = 5}), ExitCode::bad_data);
  EXPECT_EQ(code(5, {.method = SplitMethod::random, .test = 0.2, .folds = 4}), ExitCode::done);
  EXPECT_EQ(code(0, {.method = SplitMethod::random, .test = 0, .folds = 0}), ExitCode::bad_data);
  EXPECT_EQ(code(5, {.method = SplitMethod::random, .test = 1.0, .folds = 0}), ExitCode::bad_config);
  EXPECT_EQ(code(5, {.method = SplitMethod::random, .test = -0.1, .folds = 0}), ExitCode::bad_config);
}

// Pinned: a change of the hash or its input would silently move rows between training and test.
TEST(SplitRows, StaysWhatItWas) {
  const Split split = split_rows(table_of(20), sources(), {}, 42);
  EXPECT_EQ(split.test, (std::vector<std::uint32_t>{1, 5, 12, 13}));
  EXPECT_EQ(validated(split), (std::vector<int>{2, 1, 3, 3, 2, 1, 0, 1, 2, 0, 0, 4, 4, 3, 0, 4}));
  std::vector<std::int32_t> strata(20);
  for (std::size_t i = 0; i < strata.size(); i += 3) strata[i] = 1;
  const Split stratified = split_rows(table_of(20), sources(), {.method = SplitMethod::stratified, .test = 0.25, .folds = 3}, 42, strata);
  EXPECT_EQ(stratified.test, (std::vector<std::uint32_t>{1, 3, 5, 12, 13}));
  EXPECT_EQ(validated(stratified), (std::vector<int>{1, 0, 0, 0, 1, 0, 2, 2, 0, 2, 2, 1, 1, 1, 2}));
}

TEST(SplitMethods, HaveNamesThatReadBack) {
  for (const char* name : {"random", "stratified", "time", "group", "column", "file"}) {
    EXPECT_EQ(split_method_name(split_method_from_name(name)), name);
  }
  EXPECT_THROW(static_cast<void>(split_method_from_name("rnadom")), Error);
}

}  // namespace
}  // namespace trainyard::dataset
