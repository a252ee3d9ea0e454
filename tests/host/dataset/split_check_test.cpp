// What is on two sides is found, whatever put it there.
#include "host/dataset/split_check.hpp"

#include "tests/host/dataset/split_tables.hpp"

namespace trainyard::dataset {
namespace {

// Row i is of second i, of shop i / 2, and all rows differ in x.
Table visits(std::size_t rows) {
  std::vector<double> times, values;
  std::vector<std::string> shops;
  for (std::size_t i = 0; i < rows; ++i) {
    times.push_back(static_cast<double>(i) * 1e6);
    values.push_back(static_cast<double>(i) + 0.5);
    shops.push_back("s" + std::to_string(i / 2));
  }
  Table table = numbers_table("when", times);
  table.columns.push_back(numbers_table("x", values, ColumnType::floating).columns[0]);
  table.columns.push_back(texts_table("shop", shops).columns[0]);
  return table;
}

Schema schema() {
  Schema made;
  made.fields = {{"when", ColumnType::timestamp, Role::timestamp, false, {}, {}, {}},
                 {"x", ColumnType::floating, Role::feature, false, {}, {}, {}},
                 {"shop", ColumnType::category, Role::group, false, {}, {}, {}}};
  return made;
}

// "group 2: …" for every finding.
std::vector<std::string> found(const Table& table, const SplitOptions& options, const Split& split) {
  static const std::vector<std::string> names{"row", "group", "time", "content"};
  std::vector<std::string> texts;
  for (const auto& finding : check_split(table, schema(), sources(), options, split)) {
    texts.push_back(names[static_cast<std::size_t>(finding.overlap)] + " " + std::to_string(finding.rows) + ": " + finding.text);
  }
  return texts;
}

using Texts = std::vector<std::string>;

Split parts(std::vector<std::uint32_t> train, std::vector<std::uint32_t> test) {
  Split split;
  split.train = std::move(train);
  split.test = std::move(test);
  return split;
}

TEST(CheckSplit, FindsNothingInTheSplitsThatWeMake) {
  const Table table = visits(60);
  const std::int64_t gap = 3'000'000;
  for (const SplitOptions& options :
       std::vector<SplitOptions>{{},
                                 {.method = SplitMethod::stratified},
                                 {.method = SplitMethod::group, .column = "shop"},
                                 {.method = SplitMethod::time, .column = "when", .gap = gap},
                                 {.method = SplitMethod::time, .column = "when", .gap = gap, .window = 10'000'000},
                                 {.method = SplitMethod::time, .column = "when", .gap = gap, .cv = FoldMethod::blocks},
                                 {.method = SplitMethod::time, .column = "when", .cv = FoldMethod::group, .fold_column = "shop"},
                                 {.method = SplitMethod::group, .column = "shop", .cv = FoldMethod::stratified_group},
                                 {.cv = FoldMethod::time, .fold_column = "when"}}) {
    EXPECT_EQ(found(table, options, split_rows(table, sources(), options, 1)), Texts{}) << split_method_name(options.method);
  }
}

TEST(CheckSplit, FindsARowOnBothSides) {
  EXPECT_EQ(found(visits(6), {}, parts({0, 1, 2}, {2, 4}))[0],
            "row 1: training rows that are test rows too: 1, the first with its counterpart data row 3 of a.csv and data row 3 of a.csv");
  Table twice = visits(6);
  twice.ids[5] = twice.ids[0];
  EXPECT_EQ(
      found(twice, {}, parts({0, 1, 2}, {4, 5})),
      Texts{"row 1: training rows that are test rows too: 1, the first with its counterpart data row 1 of a.csv and data row 1 of a.csv"});
}

TEST(CheckSplit, FindsAGroupOnBothSidesOfTestAndFolds) {
  const SplitOptions options{.method = SplitMethod::group, .folds = 2, .column = "shop"};
  Split split = parts({0, 1, 2, 4, 5}, {3});
  split.set_folds(2, {0, 1, 0, 1, 1});
  EXPECT_EQ(found(visits(6), options, split), (Texts{"group 1: training rows that are of a group that test rows are of: 1, the first with "
                                                     "its counterpart data row 3 of a.csv and data row 4 of a.csv",
                                                     "group 2: training rows that are of a group that their fold's validation rows are of: "
                                                     "2, the first with its counterpart data row 2 of a.csv and data row 1 of a.csv"}));
}

TEST(CheckSplit, FindsTrainingRowsThatAreTooLate) {
  const SplitOptions options{.method = SplitMethod::time, .folds = 2, .column = "when", .gap = 2'000'000};
  EXPECT_EQ(found(visits(6), options, parts({0, 1, 2, 5}, {3, 4})),
            Texts{"time 2: training rows that are not before the test rows by split.gap: 2, the first with its counterpart data row 3 of "
                  "a.csv and data row 4 of a.csv"});
  Split split = parts({0, 1, 2, 3, 4, 5}, {});
  split.set_folds(2, {-1, 0, 0, 1, 1, 1}, Split::Ranges::trained, {{0, 2}, {1, 2}, {1, 2}, {2, 2}, {0, 1}, {2, 2}});
  const Texts texts = found(visits(6), options, split);
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts[0].substr(0, 8), "time 3: ") << texts[0];
}

TEST(CheckSplit, FindsTrainingRowsNearABlockOnEitherSide) {
  const SplitOptions options{.folds = 3, .gap = 2'000'000, .cv = FoldMethod::blocks, .fold_column = "when"};
  Split split = parts({0, 1, 2, 3, 4, 5}, {});
  split.set_folds(3, {0, 0, 1, 1, 2, 2});
  const Texts texts = found(visits(6), options, split);
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts[0].substr(0, 8), "time 4: ") << "days 1 to 4 border on another block: " << texts[0];
}

TEST(CheckSplit, CountsRowsOfEqualContentAndGoesByFeaturesAndTargetAlone) {
  Table table = visits(6);
  table.columns[1].numbers = {1, 2, -0.0, std::nan(""), 0.0, std::nan("")};
  EXPECT_EQ(found(table, {}, parts({0, 1, 2, 3}, {4, 5})),
            Texts{"content 2: training rows that equal a test row in every feature and the target: 2, the first with its counterpart data "
                  "row 3 of a.csv and data row 5 of a.csv"});
  Split split = parts({0, 2, 4}, {});
  split.set_folds(2, {0, 1, 0});
  EXPECT_EQ(found(table, {.folds = 2}, split)[0].substr(0, 52), "content 2: training rows that equal a validation row");
}

}  // namespace
}  // namespace trainyard::dataset
