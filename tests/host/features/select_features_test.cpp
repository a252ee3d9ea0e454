// Selection inside a transform: what goes, what the others then are, and that a document remembers it.
#include <algorithm>

#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using test::error_of;
using test::SmallTable;

constexpr std::size_t count = 400;

/// x decides y; c has a category that is almost never there; k is constant.
SmallTable table_with(const std::vector<double>& x) {
  std::vector<std::string> categories;
  for (std::size_t row = 0; row < x.size(); ++row) categories.push_back(row == 7 ? "rare" : row % 3 == 0 ? "red" : "blue");
  SmallTable data;
  data.numbers("k", std::vector<double>(x.size(), 3.0)).numbers("x", x).categories("c", categories);
  return data;
}

std::vector<double> zigzag() {
  std::vector<double> x(count);
  for (std::size_t row = 0; row < count; ++row) x[row] = static_cast<double>(row * 37 % 101) - 50.0;
  return x;
}

FittedRows with_selection(const SmallTable& data, SelectOptions select, const Exec& exec = {}) {
  std::vector<double> y;
  for (const double x : data.table.find("x")->numbers) y.push_back(x > 0 ? 1.0 : 0.0);
  FeatureOptions options;
  options.numeric.scale = "standard";
  options.select = std::move(select);
  const auto rows = data.rows();
  return Transform::fit_apply(exec, options, data.schema, {.source = TableRows(data.table), .rows = rows, .y = y, .classes = 2});
}

const SelectOptions no_constant = {{{.method = "variance", .threshold = 0.01}}};
const SelectOptions best_one = {{{.method = "mutual_info", .k = 1}}};

TEST(SelectFeatures, TakesOutWhatSaysNothingAndSaysWhy) {
  const auto found = with_selection(table_with(zigzag()), no_constant);
  EXPECT_EQ(found.transform.feature_names(), (std::vector<std::string>{"x", "c=blue", "c=red"}));
  ASSERT_EQ(found.deselected.size(), 2U);
  EXPECT_EQ(found.deselected[0].first, "k");
  EXPECT_EQ(found.deselected[1].first, "c=rare");
  EXPECT_NE(found.deselected[0].second.find("variance 0"), std::string::npos) << found.deselected[0].second;
}

TEST(SelectFeatures, KeepsTheFeatureThatTellsTheTarget) {
  EXPECT_EQ(with_selection(table_with(zigzag()), best_one).transform.feature_names(), std::vector<std::string>{"x"});
  EXPECT_EQ(with_selection(table_with(zigzag()), {{{.method = "importance", .k = 1}}}).transform.feature_names(),
            std::vector<std::string>{"x"});
}

TEST(SelectFeatures, LeavesTheOthersWithTheBitsTheyHave) {
  const SmallTable data = table_with(zigzag());
  const auto all = with_selection(data, {}), some = with_selection(data, no_constant);
  const auto applied = data.apply(some.transform);
  ASSERT_EQ(some.x.columns, 3U);
  for (std::size_t c = 0; c < some.x.columns; ++c) {
    const auto& names = all.transform.feature_names();
    const auto place = std::ranges::find(names, some.transform.feature_names()[c]) - names.begin();
    EXPECT_TRUE(std::ranges::equal(some.x.column(c), all.x.column(static_cast<std::size_t>(place)))) << c;
    EXPECT_TRUE(std::ranges::equal(applied.column(c), some.x.column(c))) << c;
  }
}

TEST(SelectFeatures, IsTheSameForAnyThreadCount) {
  const SmallTable data = table_with(zigzag());
  EXPECT_EQ(with_selection(data, best_one).transform.to_json(), with_selection(data, best_one, {.threads = 4}).transform.to_json());
}

TEST(SelectFeatures, IsRememberedByTheDocument) {
  const SmallTable data = table_with(zigzag());
  const auto some = with_selection(data, no_constant);
  auto document = some.transform.to_json();
  EXPECT_EQ(document["dropped"], nlohmann::ordered_json({"k", "c=rare"}));
  const Transform loaded = Transform::from_json(document);
  EXPECT_EQ(loaded.to_json(), document);
  EXPECT_TRUE(std::ranges::equal(data.apply(loaded).values, data.apply(some.transform).values));
  document["dropped"] = {"c=rare", "k"};
  EXPECT_EQ(error_of(ExitCode::bad_data, [&] { (void)Transform::from_json(document); }),
            "transform: dropped: are not features, or not in their order");
}

TEST(SelectFeatures, ShowsARowOnlyTheFeaturesThatStay) {
  const SmallTable data = table_with(zigzag());
  const auto columns = with_selection(data, no_constant).transform.explain({}, data.table, 0);
  EXPECT_EQ(columns[0]["features"].size(), 0U);
  EXPECT_EQ(columns[1]["features"].size(), 1U);
  EXPECT_EQ(columns[2]["features"].size(), 2U);
}

TEST(SelectFeatures, NeedsOneFeatureToStay) {
  const std::string message =
      error_of(ExitCode::bad_data, [&] { (void)with_selection(table_with(zigzag()), {{{.method = "variance", .threshold = 1e9}}}); });
  EXPECT_NE(message.find("variance"), std::string::npos) << message;
}

}  // namespace
}  // namespace trainyard::features
