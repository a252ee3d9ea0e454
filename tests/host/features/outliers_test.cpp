// Outliers through the whole transform.
#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using test::error_of;
using test::expect_near;
using test::nan;
using test::SmallTable;
using Counts = std::vector<std::pair<std::string, std::uint64_t>>;

OutlierOptions within(double lower, double upper, const std::string& action) {
  return {.method = "bounds", .action = action, .limits = {.lower = lower, .upper = upper}};
}

FeatureOptions all_columns(const OutlierOptions& outliers, const std::string& impute = "none", const std::string& scale = "none") {
  FeatureOptions options;
  options.numeric = {.impute = impute, .scale = scale, .outliers = outliers};
  return options;
}

FittedRows fitted(const SmallTable& data, const FeatureOptions& options) {
  return Transform::fit_apply({}, options, data.schema, {TableRows(data.table), data.rows()});
}

TEST(TransformOutliers, ClipsThemToTheBounds) {
  SmallTable data;
  data.numbers("x", {-5, 1, nan, 3, 90});
  expect_near(data.apply(data.fit(all_columns(within(0, 10, "clip")))).column(0), {0, 1, nan, 3, 10});
}

TEST(TransformOutliers, ImputesWhatBecomesMissingFromTheNumbersInside) {
  SmallTable data;
  data.numbers("x", {-5, 1, nan, 3, 90});
  expect_near(data.apply(data.fit(all_columns(within(0, 10, "missing"), "mean"))).column(0), {2, 1, 2, 3, 2});
}

TEST(TransformOutliers, ScalesWhatTheyLeave) {
  SmallTable data;
  data.numbers("x", {-5, 1, nan, 3, 90});
  expect_near(data.apply(data.fit(all_columns(within(0, 10, "clip"), "none", "minmax"))).column(0), {0, 0.1, nan, 0.3, 1});
}

TEST(TransformOutliers, DropsTrainingRowsAndCountsThem) {
  SmallTable data;
  data.numbers("x", {-5, 1, nan, 3, 90, 4}).numbers("y", {1, 2, 3, 50, 60, 7});
  FeatureOptions options = all_columns(within(0, 10, "drop"), "mean");
  const FittedRows rows = fitted(data, options);
  EXPECT_EQ(rows.rows, (std::vector<std::uint32_t>{1, 2, 5}));
  EXPECT_EQ(rows.dropped, (Counts{{"x", 2}, {"y", 2}}));
  expect_near(rows.x.column(0), {1, 2.5, 4});
  expect_near(rows.x.column(1), {2, 3, 7});
}

TEST(TransformOutliers, LearnsTheBoundsOfEveryDroppingColumnFromAllTrainingRows) {
  SmallTable data;
  data.numbers("x", {1, 2, 3, 4, 1000}).numbers("y", {1, 2, 3, 4, 5});
  FeatureOptions options;
  options.columns = {{"x", {{"outliers", {{"method", "bounds"}, {"upper", 100}, {"action", "drop"}}}}},
                     {"y", {{"outliers", {{"method", "percentile"}, {"lower", 0.0}, {"upper", 0.75}, {"action", "drop"}}}}}};
  const FittedRows rows = fitted(data, options);
  EXPECT_EQ(rows.rows, (std::vector<std::uint32_t>{0, 1, 2, 3})) << "the bound of y is 4, from all five rows";
  EXPECT_EQ(rows.dropped, (Counts{{"x", 1}, {"y", 1}}));
}

TEST(TransformOutliers, FitsTheSameWithoutApplyingAndLeavesNoRowOutWhenApplied) {
  SmallTable data;
  data.numbers("x", {-5, 1, 3, 90});
  const FeatureOptions options = all_columns(within(0, 10, "drop"), "none", "minmax");
  const Transform transform = data.fit(options);
  EXPECT_EQ(transform.to_json(), fitted(data, options).transform.to_json());
  expect_near(data.apply(transform).column(0), {-3, 0, 1, 44.5});
}

TEST(TransformOutliers, RefusesToDropEveryRow) {
  SmallTable data;
  data.numbers("x", {1, 90}).numbers("y", {90, 1});
  EXPECT_EQ(error_of(ExitCode::bad_data, [&] { (void)fitted(data, all_columns(within(0, 10, "drop"))); }),
            "outliers with action: drop leave none of the 2 training rows; use action: clip or missing, or wider bounds");
}

TEST(TransformOutliers, RefusesBoundsThatOverflow) {
  SmallTable data;
  data.numbers("x", {1.7e308, 1.6e308, -1.7e308});
  for (const std::string action : {"clip", "missing", "drop"}) {
    const auto work = [&] { (void)data.fit(all_columns({.method = "zscore", .action = action, .limits = {.factor = 3}})); };
    EXPECT_NE(error_of(ExitCode::bad_data, work).find("column 'x': its numbers are too large to fit outliers: zscore"), std::string::npos);
  }
}

TEST(TransformOutliers, HasNoBoundsForAColumnWithoutNumbersOrSpread) {
  SmallTable data;
  data.numbers("empty", {nan, nan}).numbers("constant", {3, 3});
  for (const std::string action : {"clip", "missing", "drop"}) {
    const FeatureOptions options = all_columns({.method = "iqr", .action = action, .limits = {.factor = 1.5}});
    const FittedRows rows = fitted(data, options);
    EXPECT_EQ(rows.rows.size(), 2U);
    expect_near(rows.x.column(0), {nan, nan});
    expect_near(rows.x.column(1), {3, 3});
  }
}

TEST(TransformOutliers, ComeBackFromTheirDocument) {
  SmallTable data;
  data.numbers("x", {-5, 1, nan, 3, 90});
  const Transform transform = data.fit(all_columns(within(0, 10, "missing"), "median", "robust"));
  const auto document = transform.to_json();
  EXPECT_EQ(document["columns"][0]["outliers"], "bounds");
  EXPECT_EQ(document["columns"][0]["action"], "missing");
  const Transform loaded = Transform::from_json(document);
  EXPECT_EQ(loaded.to_json(), document);
  EXPECT_EQ(data.apply(loaded).values, data.apply(transform).values);
  auto other = document;
  other["columns"][0]["outliers"] = "guess";
  EXPECT_EQ(error_of(ExitCode::bad_data, [&] { (void)Transform::from_json(other); }),
            "transform: columns[0].outliers: unknown method 'guess'");
  other = document;
  other["columns"][0]["action"] = "guess";
  EXPECT_EQ(error_of(ExitCode::bad_data, [&] { (void)Transform::from_json(other); }),
            "transform: columns[0].action: unknown value 'guess'");
}

}  // namespace
}  // namespace trainyard::features
