// Numeric columns through the whole transform. Expected values: scikit-learn 1.9.1, SimpleImputer then StandardScaler or MinMaxScaler.
#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using dataset::ColumnType;
using test::expect_near;
using test::nan;
using test::SmallTable;

const std::vector<double> mixed = {3.0, nan, -1.5, 10.25, 0.1, nan, 7.0};

Matrix transformed(const NumericOptions& numeric, const std::vector<double>& numbers = mixed) {
  FeatureOptions options;
  options.numeric = numeric;
  SmallTable data;
  data.numbers("x", numbers);
  return data.apply(data.fit(options));
}

TEST(TransformNumbers, LeavesThemAsTheyAreByDefault) { expect_near(transformed({}).column(0), mixed); }

TEST(TransformNumbers, ImputesAndScalesAsScikitLearnDoes) {
  const double s1 = 1.2102083104571803e-16;
  expect_near(transformed({"mean", 0, "standard"}).column(0),
              {-0.20983630729660194, s1, -1.4361523889001198, 1.7658951575090658, -1.000128893218869, s1, 0.880222431906525});
  expect_near(transformed({"mean", 0, "minmax"}).column(0),
              {0.3829787234042553, 0.4485106382978724, 0, 1, 0.13617021276595745, 0.4485106382978724, 0.7234042553191489});
  expect_near(transformed({"median", 0, "standard"}).column(0),
              {-0.14921415867485838, -0.14921415867485838, -1.3700572751055173, 1.8176997511300919, -0.9359797225968385,
               -0.14921415867485838, 0.9359797225968384});
  expect_near(transformed({"constant", -2.5, "none"}).column(0), {3.0, -2.5, -1.5, 10.25, 0.1, -2.5, 7.0});
}

TEST(TransformNumbers, KeepsMissingOnesMissingThroughScaling) {
  expect_near(transformed({"none", 0, "standard"}).column(0),
              {-0.17734404790824368, nan, -1.2137703019174595, 1.4924538057732706, -0.8452631893808493, nan, 0.7439237334332814});
}

TEST(TransformNumbers, ShiftsAConstantColumn) {
  for (const std::string scale : {"standard", "minmax"}) {
    expect_near(transformed({"none", 0, scale}, {0.1, nan, 0.1}).column(0), {0, nan, 0});
  }
}

TEST(TransformNumbers, HasARuleForAColumnThatIsMissingInAllTrainingRows) {
  for (const std::string scale : {"none", "standard", "minmax"}) {
    expect_near(transformed({"none", 0, scale}, {nan, nan}).column(0), {nan, nan});
    expect_near(transformed({"mean", 0, scale}, {nan, nan}).column(0), {0, 0});
    expect_near(transformed({"median", 0, scale}, {nan, nan}).column(0), {0, 0});
    SmallTable empty, later;
    empty.numbers("x", {nan, nan});
    later.numbers("x", {4, nan});
    FeatureOptions options;
    options.numeric.scale = scale;
    expect_near(later.apply(empty.fit(options)).column(0), {4, nan});
  }
}

TEST(TransformNumbers, TakesEveryNumericType) {
  SmallTable data;
  data.numbers("whole", {1, 2}, ColumnType::integer)
      .numbers("yes", {0, 1}, ColumnType::boolean)
      .numbers("when", {0, 86'400'000'000}, ColumnType::timestamp)
      .numbers("real", {0.5, nan});
  const Transform transform = data.fit();
  EXPECT_EQ(transform.feature_names(), (std::vector<std::string>{"whole", "yes", "when", "real"}));
  const Matrix matrix = data.apply(transform);
  expect_near(matrix.column(0), {1, 2});
  expect_near(matrix.column(1), {0, 1});
  expect_near(matrix.column(2), {0, 8.64e10});
  expect_near(matrix.column(3), {0.5, nan});
}

TEST(TransformNumbers, LearnsFromTheGivenRowsAlone) {
  SmallTable data;
  data.numbers("x", {1, 3, 1000, nan});
  FeatureOptions options;
  options.numeric = {"mean", 0, "minmax"};
  const std::vector<std::uint32_t> training = {0, 1};
  const Transform transform = Transform::fit({}, options, data.schema, {TableRows(data.table), training});
  expect_near(data.apply(transform).column(0), {0, 1, 499.5, 0.5});
}

TEST(TransformNumbers, RefusesANumberThatNoFloatHolds) {
  SmallTable data;
  data.numbers("x", {1, 1e300});
  const Transform transform = data.fit();
  const std::string message = test::error_of(ExitCode::bad_data, [&] { (void)data.apply(transform); });
  EXPECT_EQ(message,
            "column 'x', data row 2: the number is too large for a feature (the limit is 3.4e38); scale it down or drop the column");
}

TEST(TransformNumbers, RefusesToFitNumbersWhoseMeanOverflows) {
  SmallTable data;
  data.numbers("x", {1.7e308, 1.7e308, -1.0});
  FeatureOptions options;
  options.numeric.scale = "standard";
  EXPECT_NE(test::error_of(ExitCode::bad_data, [&] { (void)data.fit(options); }).find("column 'x': its numbers are too large"),
            std::string::npos);
}

TEST(TransformNumbers, CountsMissingOnes) {
  SmallTable data;
  data.numbers("x", mixed).numbers("y", std::vector<double>(7, 1.0));
  FeatureOptions options;
  options.derive = {{"ratio", "y / x"}};
  options.numeric.impute = "median";
  ApplyCounts counts;
  (void)data.apply(data.fit(options), &counts);
  const std::vector<std::pair<std::string, std::uint64_t>> expected = {{"x", 2}, {"y", 0}, {"ratio", 2}};
  EXPECT_EQ(counts.missing, expected);
  EXPECT_TRUE(counts.unseen.empty());
}

}  // namespace
}  // namespace trainyard::features
