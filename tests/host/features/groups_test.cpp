// Stand-ins per group, and the feature that tells what was missing.
#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using test::error_of;
using test::expect_near;
using test::nan;
using test::SmallTable;
using Names = std::vector<std::string>;

SmallTable grouped() {
  SmallTable data;
  data.numbers("x", {1, 3, nan, 10, nan, nan, 12, nan}).categories("g", {"b", "b", "b", "a", "a", "", "a", "empty"});
  return data;
}

FeatureOptions by_group(const std::string& impute, const std::string& scale = "none") {
  FeatureOptions options;
  options.numeric = {.impute = impute, .scale = scale, .by = "g"};
  return options;
}

// As pandas' fillna(groupby("g").transform("mean")).fillna(mean).
TEST(TransformGroups, FillsInTheGroupsOwnNumberOrTheColumns) {
  const SmallTable data = grouped();
  expect_near(data.apply(data.fit(by_group("mean"))).column(0), {1, 3, 2, 10, 11, 6.5, 12, 6.5});
  expect_near(data.apply(data.fit(by_group("median"))).column(0), {1, 3, 2, 10, 11, 6.5, 12, 6.5});
  expect_near(data.apply(data.fit(by_group("most_frequent"))).column(0), {1, 3, 1, 10, 10, 1, 12, 1});
}

TEST(TransformGroups, FindsGroupsByTheirTextInAnotherTable) {
  const Transform transform = grouped().fit(by_group("mean"));
  SmallTable other;
  other.numbers("x", {nan, nan, nan, 4}).categories("g", {"new", "a", "b", "b"});
  expect_near(other.apply(transform).column(0), {6.5, 11, 2, 4});
}

TEST(TransformGroups, ScalesTheColumnAsItIsFilledIn) {
  const SmallTable data = grouped();
  expect_near(data.apply(data.fit(by_group("mean", "minmax"))).column(0),
              {0, 2 / 11.0, 1 / 11.0, 9 / 11.0, 10 / 11.0, 5.5 / 11, 1, 5.5 / 11});
}

TEST(TransformGroups, FillsInWhatAnOutlierLeaves) {
  SmallTable data;
  data.numbers("x", {1, 3, 900, 10}).categories("g", {"a", "a", "a", "b"});
  FeatureOptions options = by_group("mean");
  options.numeric.outliers = {.method = "bounds", .action = "missing", .limits = {.lower = 0, .upper = 100}};
  expect_near(data.apply(data.fit(options)).column(0), {1, 3, 2, 10});
}

TEST(TransformGroups, MakeNoDifferenceToOtherWaysOfImputing) {
  const SmallTable data = grouped();
  expect_near(data.apply(data.fit(by_group("none"))).column(0), {1, 3, nan, 10, nan, nan, 12, nan});
}

TEST(TransformGroups, GiveTheSameBitsForAnyThreadCount) {
  SmallTable data;
  std::vector<double> values(70'000);
  std::vector<std::string> groups(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = i % 5 == 0 ? nan : std::sqrt(static_cast<double>(i * 7919 % 70'001));
    groups[i] = "g" + std::to_string(i * i % 101);
  }
  data.numbers("x", values).categories("g", groups);
  const auto one = data.fit(by_group("mean", "standard"));
  const auto three = Transform::fit(Exec{.threads = 3}, by_group("mean", "standard"), data.schema, {TableRows(data.table), data.rows()});
  EXPECT_EQ(one.to_json().dump(), three.to_json().dump());
  EXPECT_EQ(one.apply(Exec{.threads = 3}, data.table, data.rows()).column(0)[5], data.apply(one).column(0)[5]);
}

TEST(TransformGroups, ComeBackFromTheirDocument) {
  const SmallTable data = grouped();
  const Transform transform = data.fit(by_group("median", "robust"));
  const auto document = transform.to_json();
  EXPECT_EQ(document["columns"][0]["by"], "g");
  EXPECT_EQ(document["columns"][0]["groups"], (Names{"a", "b"}));
  const Transform loaded = Transform::from_json(document);
  EXPECT_EQ(loaded.to_json(), document);
  EXPECT_EQ(data.apply(loaded).values, data.apply(transform).values);
  EXPECT_EQ(loaded.inputs(), (Names{"x", "g"}));

  const auto refusal = [&](auto&& edit) {
    auto other = document;
    edit(other["columns"][0]);
    return error_of(ExitCode::bad_data, [&] { (void)Transform::from_json(other); });
  };
  EXPECT_EQ(refusal([](auto& c) { c["groups"] = {"b", "a"}; }), "transform: columns[0].groups: not sorted, or not distinct");
  EXPECT_EQ(refusal([](auto& c) { c["groups"] = {"a"}; }),
            "transform: columns[0].groups: not one for each number of the table of fill_by_code");
  EXPECT_EQ(refusal([](auto& c) {
              c.erase("by");
              c.erase("groups");
            }),
            "transform: columns[0].maps: hold fill_by_code, but there is no 'by' column");
}

TEST(TransformGroups, AskForACategoryColumnThatIsAFeature) {
  const SmallTable data = grouped();
  FeatureOptions options;
  options.numeric = {.impute = "mean", .by = "x"};
  EXPECT_EQ(error_of(ExitCode::bad_config, [&] { (void)data.fit(options); }),
            "features.numeric.by: 'x' is numeric; groups are those of a category column");
  options.numeric.by = {};
  options.columns = {{"x", {{"impute", "mean"}, {"by", "gg"}}}};
  EXPECT_EQ(error_of(ExitCode::bad_config, [&] { (void)data.fit(options); }),
            "features.columns.x.by: there is no column 'gg', did you mean 'g'?");
}

// As scikit-learn's MissingIndicator(features="all").
TEST(TransformIndicator, TellsWhatIsMissingRightAfterTheColumn) {
  SmallTable data;
  data.numbers("x", {1, nan, 3}).numbers("y", {nan, 2, 2});
  FeatureOptions options;
  options.numeric = {.impute = "mean", .scale = "minmax"};
  options.columns = {{"x", {{"indicator", true}}}};
  const Transform transform = data.fit(options);
  EXPECT_EQ(transform.feature_names(), (Names{"x", "x_missing", "y"}));
  const Matrix matrix = data.apply(transform);
  expect_near(matrix.column(0), {0, 0.5, 1});
  expect_near(matrix.column(1), {0, 1, 0});
  expect_near(matrix.column(2), {0, 0, 0});
  const Transform loaded = Transform::from_json(transform.to_json());
  EXPECT_EQ(loaded.to_json(), transform.to_json());
  EXPECT_EQ(data.apply(loaded).values, matrix.values);
}

TEST(TransformIndicator, RefusesANameThatIsThereAlready) {
  SmallTable data;
  data.numbers("x", {1, nan}).numbers("x_missing", {1, 2});
  FeatureOptions options;
  options.columns = {{"x", {{"indicator", true}}}};
  EXPECT_EQ(error_of(ExitCode::bad_data, [&] { (void)data.fit(options); }), "two features would be named 'x_missing'; rename a column");
}

}  // namespace
}  // namespace trainyard::features
