// Derived columns of a table: categories and times, crosses, and the same bits for a row wherever it stands.
#include <cstring>

#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using test::error_of;
using test::expect_near;
using test::nan;
using test::SmallTable;
using Names = std::vector<std::string>;

// The derived columns of all rows, one expression each.
Matrix derived(const SmallTable& data, const std::vector<DerivedColumn>& derive) {
  FeatureOptions options;
  options.derive = derive;
  options.categorical.encode = "ordinal";
  const Matrix all = data.apply(data.fit(options));
  const std::size_t first = all.columns - derive.size();
  return {all.rows, derive.size(), {all.values.begin() + static_cast<std::ptrdiff_t>(first * all.rows), all.values.end()}};
}

TEST(Derive, ComparesCategoriesWithTexts) {
  SmallTable data;
  data.categories("color", {"red", "", "blue", "Red", "it's"});
  const Matrix made = derived(data, {{"a", "color == 'red'"},
                                     {"b", "'red' != color"},
                                     {"c", "color in ('red', 'blue', 'green')"},
                                     {"d", "color not in ('red', 'blue')"},
                                     {"e", "is_missing(color)"},
                                     {"f", "color == 'it''s'"},
                                     {"g", "if(is_missing(color), -1, color == 'nowhere')"}});
  expect_near(made.column(0), {1, nan, 0, 0, 0});
  expect_near(made.column(1), {0, nan, 1, 1, 1});
  expect_near(made.column(2), {1, nan, 1, 0, 0});
  expect_near(made.column(3), {0, nan, 0, 1, 1});
  expect_near(made.column(4), {0, 1, 0, 0, 0});
  expect_near(made.column(5), {0, nan, 0, 0, 1});
  expect_near(made.column(6), {0, -1, 0, 0, 0});
}

TEST(Derive, ComparesCategoryColumnsByTextNotByCode) {
  SmallTable data;
  data.categories("from", {"oslo", "rome", "", "bern", "kyiv"}).categories("to", {"rome", "rome", "rome", "", "kyiv"});
  const Matrix made = derived(data, {{"same", "from == to"}, {"other", "to != from"}});
  expect_near(made.column(0), {0, 1, nan, nan, 1});
  expect_near(made.column(1), {1, 0, nan, nan, 0});
}

TEST(Derive, TakesTimesApart) {
  SmallTable data;
  const double leap_day = 951'782'400e6;                                           // 2000-02-29, a Tuesday
  data.numbers("t", {leap_day + 3723e6, -1, nan}, dataset::ColumnType::timestamp)  // 01:02:03; the last microsecond of 1969
      .numbers("d", {leap_day, -86400e6, 0}, dataset::ColumnType::date);
  const Matrix made = derived(data, {{"date", "year(t) * 10000 + month(t) * 100 + day(t)"},
                                     {"time", "hour(t) * 10000 + minute(t) * 100 + second(t)"},
                                     {"week", "weekday(t) * 10 + quarter(t)"},
                                     {"nth", "day_of_year(t) + is_weekend(t) / 2"},
                                     {"since", "t - d"},
                                     {"days", "days_between(d, '1970-01-01')"},
                                     {"later", "t >= '2000-02-29 01:02:03'"},
                                     {"last", "epoch_seconds(max(t, d))"},
                                     {"known", "is_missing(t)"}});
  expect_near(made.column(0), {20000229, 19691231, nan});
  expect_near(made.column(1), {10203, 235959, nan});
  expect_near(made.column(2), {11, 24, nan});
  expect_near(made.column(3), {60, 365, nan});
  expect_near(made.column(4), {3723, 86399.999999, nan});
  expect_near(made.column(5), {11016, -1, 0});
  expect_near(made.column(6), {1, 0, nan});
  expect_near(made.column(7), {951'786'123, -0.000001, nan});
  expect_near(made.column(8), {0, 0, 1});
}

TEST(Derive, LetsADerivedTimeBeATimeFurtherDown) {
  SmallTable data;
  data.numbers("t", {0, nan}, dataset::ColumnType::timestamp);
  const Matrix made = derived(data, {{"known", "coalesce(t, '1970-01-02')"}, {"day_known", "day(known)"}});
  expect_near(made.column(1), {1, 2});
}

TEST(Derive, CrossesCategories) {
  SmallTable data;
  data.categories("a", {"x", "y", "", "x"}).categories("b", {"1", "1", "1", ""}).categories("c", {"p", "q", "p", "p"});
  FeatureOptions options;
  options.derive = {{"ab", "cross(a, b)"}, {"abc", "cross(ab, c)"}, {"flag", "ab == 'y×1'"}};
  const Transform transform = data.fit(options);
  const Names names = transform.feature_names();
  EXPECT_EQ((Names{names.end() - 5, names.end()}), (Names{"ab=x×1", "ab=y×1", "abc=x\\×1×p", "abc=y\\×1×q", "flag"}));
  EXPECT_EQ(transform.inputs(), (Names{"a", "b", "c"}));
  const Matrix matrix = data.apply(transform);
  expect_near(matrix.column(matrix.columns - 5), {1, 0, 0, 0});
  expect_near(matrix.column(matrix.columns - 3), {1, 0, 0, 0});
  expect_near(matrix.column(matrix.columns - 2), {0, 1, 0, 0});
  expect_near(matrix.column(matrix.columns - 1), {0, 1, nan, nan});
  const Transform loaded = Transform::from_json(nlohmann::ordered_json::parse(transform.to_json().dump()));
  EXPECT_EQ(loaded.to_json(), transform.to_json());
  const auto same = data.apply(loaded).values;
  EXPECT_EQ(0, std::memcmp(same.data(), matrix.values.data(), same.size() * sizeof(float)));
}

TEST(Derive, NeverConfusesTwoPairsOfTexts) {
  SmallTable data;
  data.categories("a", {"x×y", "x", "x\\", "x\\×"}).categories("b", {"z", "y×z", "×z", "z"});
  FeatureOptions options;
  options.derive = {{"ab", "cross(a, b)"}};
  const auto names = data.fit(options).feature_names();
  EXPECT_EQ((Names{names.end() - 4, names.end()}), (Names{"ab=x\\\\\\××z", "ab=x\\\\×\\×z", "ab=x\\×y×z", "ab=x×y\\×z"}));
}

TEST(Derive, TreatsUnseenCrossesAsTheOptionsSay) {
  SmallTable data, later;
  data.categories("a", {"x", "y"}).categories("b", {"1", "2"});
  later.categories("a", {"x", "x"}).categories("b", {"1", "2"});
  FeatureOptions options;
  options.derive = {{"ab", "cross(a, b)"}};
  ApplyCounts counts;
  expect_near(later.apply(data.fit(options), &counts).column(4), {1, 0});
  EXPECT_EQ(counts.unseen.back(), (std::pair<std::string, std::uint64_t>{"ab", 1}));
  options.columns = {{"ab", {{"unseen", "error"}}}};
  const Transform strict = data.fit(options);
  EXPECT_NE(error_of(ExitCode::bad_data, [&] { (void)later.apply(strict); })
                .find("column 'ab', data row 2: category 'x×2' does not occur in the training rows (at least 1 such row)"),
            std::string::npos);
  later.table.columns[1].personal = true;
  EXPECT_NE(error_of(ExitCode::bad_data, [&] { (void)later.apply(strict); }).find("category '(personal)' does not occur"),
            std::string::npos);
}

TEST(Derive, TakesCategoriesWithoutValues) {
  SmallTable data;
  data.categories("a", {"", ""}).categories("b", {"x", ""}).numbers("n", {1, 2});
  FeatureOptions options;
  options.derive = {{"ab", "cross(a, b)"}, {"same", "a == b"}, {"is_x", "a == 'x'"}, {"none", "is_missing(a)"}};
  const Matrix matrix = data.apply(data.fit(options));
  expect_near(matrix.column(matrix.columns - 3), {nan, nan});
  expect_near(matrix.column(matrix.columns - 2), {nan, nan});
  expect_near(matrix.column(matrix.columns - 1), {1, 1});
}

TEST(Derive, GivesARowTheSameBitsAloneAsAmongOthers) {
  SmallTable data;
  std::vector<double> x, t;
  Names a, b;
  for (std::size_t row = 0; row < 5'003; ++row) {
    x.push_back(row % 17 == 3 ? nan : std::sin(static_cast<double>(row)) * 1e3);
    t.push_back(row % 19 == 5 ? nan : static_cast<double>(row) * 7.3e12 - 1e16);
    a.push_back(row % 13 == 1 ? "" : "a" + std::to_string(row * row % 37));
    b.push_back(row % 11 == 1 ? "" : "b" + std::to_string(row % 5));
  }
  data.numbers("x", x).numbers("t", t, dataset::ColumnType::timestamp).categories("a", a).categories("b", b);
  FeatureOptions options;
  options.derive = {{"p", "if(a == 'a1' or b in ('b2', 'b3'), log1p(abs(x)) ^ 1.7, cyclic_cos(hour(t), 24))"},
                    {"q", "min(x % 7, day_of_year(t), sin(x)) * (weekday(t) + 1) / bucketize(x, -100, 0, 300.5)"},
                    {"ab", "cross(a, b)"},
                    {"r", "coalesce(p, q, exp(x / 1000)) - (a == b) + (ab == 'a1×b2')"}};
  const Transform transform = data.fit(options);
  const Matrix whole = data.apply(transform);
  Exec threads;
  threads.threads = 3;
  EXPECT_EQ(0, std::memcmp(whole.values.data(), transform.apply(threads, data.table, data.rows()).values.data(), whole.values.size() * 4));
  for (std::uint32_t row = 0; row < 5'003; row += 250) {
    const Matrix alone = transform.apply({}, data.table, std::vector<std::uint32_t>{row});
    for (std::size_t c = 0; c < whole.columns; ++c) {
      EXPECT_EQ(0, std::memcmp(&alone.values[c], &whole.column(c)[row], 4)) << "row " << row << ", column " << c;
    }
  }
}

TEST(Derive, GivesADerivedCategoryTheOptionsOfCategories) {
  SmallTable data;
  data.categories("a", {"x", "y"}).categories("b", {"1", "2"});
  FeatureOptions options;
  options.derive = {{"ab", "cross(a, b)"}};
  options.columns = {{"ab", {{"scale", "standard"}}}};
  EXPECT_EQ(error_of(ExitCode::bad_config, [&] { (void)data.fit(options); }),
            "features.columns.ab.scale: does not apply: this is a category column");
}

}  // namespace
}  // namespace trainyard::features
