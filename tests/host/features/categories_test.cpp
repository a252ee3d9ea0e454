// Category columns through the whole transform. Expected values: scikit-learn 1.9.1, OneHotEncoder and OrdinalEncoder.
#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using test::error_of;
using test::expect_near;
using test::nan;
using test::SmallTable;
using Names = std::vector<std::string>;

const Names values = {"b", "a", "B", "ä", "b", "zz", "a", "b"};

Transform fit(const CategoryOptions& categorical, const Names& training = values) {
  FeatureOptions options;
  options.categorical = categorical;
  SmallTable data;
  data.categories("c", training);
  return data.fit(options);
}

Matrix apply(const Transform& transform, const Names& rows, ApplyCounts* counts = nullptr) {
  SmallTable data;
  data.categories("c", rows);
  return data.apply(transform, counts);
}

TEST(TransformCategories, OneHotEncodesAsScikitLearnDoes) {
  const Transform transform = fit({});
  EXPECT_EQ(transform.feature_names(), (Names{"c=B", "c=a", "c=b", "c=zz", "c=ä"}));
  const Matrix matrix = apply(transform, values);
  expect_near(matrix.column(0), {0, 0, 1, 0, 0, 0, 0, 0});
  expect_near(matrix.column(1), {0, 1, 0, 0, 0, 0, 1, 0});
  expect_near(matrix.column(2), {1, 0, 0, 0, 1, 0, 0, 1});
  expect_near(matrix.column(3), {0, 0, 0, 0, 0, 1, 0, 0});
  expect_near(matrix.column(4), {0, 0, 0, 1, 0, 0, 0, 0});
}

TEST(TransformCategories, NumbersThemAsScikitLearnDoes) {
  const Transform transform = fit({"none", "ordinal", "missing", 0});
  EXPECT_EQ(transform.feature_names(), Names{"c"});
  expect_near(apply(transform, values).column(0), {2, 1, 0, 4, 2, 3, 1, 2});
}

TEST(TransformCategories, PoolsRareOnesInALastColumn) {
  const Transform transform = fit({"none", "onehot", "other", 2});
  EXPECT_EQ(transform.feature_names(), (Names{"c=a", "c=b", "c=other"}));
  const Matrix matrix = apply(transform, {"b", "a", "B", "ä", "zz", "new"});
  expect_near(matrix.column(0), {0, 1, 0, 0, 0, 0});
  expect_near(matrix.column(1), {1, 0, 0, 0, 0, 0});
  expect_near(matrix.column(2), {0, 0, 1, 1, 1, 1});
}

TEST(TransformCategories, GivesThePoolANumberAfterTheOthers) {
  expect_near(apply(fit({"none", "ordinal", "missing", 2}), {"a", "b", "zz", "new", ""}).column(0), {0, 1, 2, nan, nan});
  expect_near(apply(fit({"none", "ordinal", "other", 0}, {"q", "p"}), {"p", "q", "new", ""}).column(0), {0, 1, 2, nan});
}

TEST(TransformCategories, HasNoPoolWhenNothingIsRareAndUnseenOnesAreMissing) {
  EXPECT_EQ(fit({"none", "onehot", "missing", 1}).feature_names().size(), 5U);
}

TEST(TransformCategories, CountsACategoryThatIsSpelledOtherIntoThePool) {
  const Transform transform = fit({"none", "onehot", "missing", 2}, {"other", "other", "other", "a", "a", "z"});
  EXPECT_EQ(transform.feature_names(), (Names{"c=a", "c=other"}));
  expect_near(apply(transform, {"other", "z", "a", "new"}).column(1), {1, 1, 0, 0});
  EXPECT_EQ(fit({"none", "onehot", "missing", 0}, {"other", "a"}).feature_names(), (Names{"c=a", "c=other"}))
      << "without a pool it is itself";
}

TEST(TransformCategories, MakesUnseenAndMissingOnesZeroOrNaN) {
  ApplyCounts counts;
  const Matrix matrix = apply(fit({}, {"a", "b"}), {"new", "", "b", "new"}, &counts);
  expect_near(matrix.column(0), {0, 0, 0, 0});
  expect_near(matrix.column(1), {0, 0, 1, 0});
  EXPECT_EQ(counts.unseen, (std::vector<std::pair<std::string, std::uint64_t>>{{"c", 2}}));
  EXPECT_EQ(counts.missing, (std::vector<std::pair<std::string, std::uint64_t>>{{"c", 1}}));
  expect_near(apply(fit({"none", "ordinal", "missing", 0}, {"a", "b"}), {"new", "", "b"}).column(0), {nan, nan, 1});
}

TEST(TransformCategories, CountsUnseenOnesThatFallUnderOther) {
  ApplyCounts counts;
  (void)apply(fit({"none", "onehot", "other", 2}, {"a", "a", "rare"}), {"new", "rare", "a"}, &counts);
  EXPECT_EQ(counts.unseen, (std::vector<std::pair<std::string, std::uint64_t>>{{"c", 1}})) << "a rare category was seen";
}

TEST(TransformCategories, RefusesUnseenOnesWhereThePolicySaysError) {
  const Transform transform = fit({"none", "onehot", "error", 2}, {"a", "a", "rare"});
  EXPECT_EQ(
      error_of(ExitCode::bad_data,
               [&] {
                 (void)apply(transform, {"a", "rare", "", "new", "newer"});
               }),
      "column 'c', data row 4: category 'new' does not occur in the training rows (at least 2 such rows); set unseen: missing or other, or "
      "train on data that has it");
  EXPECT_EQ(apply(transform, {"a", "rare", ""}).rows, 3U) << "missing is not unseen";
}

TEST(TransformCategories, MakesMissingACategoryOfItsOwn) {
  const Transform transform = fit({"missing", "onehot", "missing", 0}, {"b", "", "z", ""});
  EXPECT_EQ(transform.feature_names(), (Names{"c=b", "c=missing", "c=z"}));
  const Matrix matrix = apply(transform, {"", "z", "new"});
  expect_near(matrix.column(0), {0, 0, 0});
  expect_near(matrix.column(1), {1, 0, 0});
  expect_near(matrix.column(2), {0, 1, 0});
}

TEST(TransformCategories, TreatsMissingAsUnseenWhenTheTrainingRowsHadNone) {
  const Transform zeros = fit({"missing", "onehot", "missing", 0}, {"a"});
  expect_near(apply(zeros, {"", "a"}).column(0), {0, 1});
  const Transform refused = fit({"missing", "onehot", "error", 0}, {"a"});
  EXPECT_NE(error_of(ExitCode::bad_data,
                     [&] {
                       (void)apply(refused, {"a", ""});
                     })
                .find("data row 2: a missing value does not occur"),
            std::string::npos);
}

TEST(TransformCategories, IgnoresDictionaryEntriesThatNoTrainingRowHas) {
  FeatureOptions options;
  SmallTable data;
  data.categories("c", {"a", "b", "only in test"});
  const std::vector<std::uint32_t> training = {0, 1};
  const Transform transform = Transform::fit({}, options, data.schema, {TableRows(data.table), training});
  EXPECT_EQ(transform.feature_names(), (Names{"c=a", "c=b"}));
}

TEST(TransformCategories, DoesNotDependOnTheOrderOfTheDictionary) {
  const Transform forwards = fit({"none", "onehot", "other", 2}, {"a", "b", "c", "a"});
  const Transform backwards = fit({"none", "onehot", "other", 2}, {"c", "b", "a", "a"});
  EXPECT_EQ(forwards.to_json().dump(), backwards.to_json().dump());
}

TEST(TransformCategories, RefusesAOneHotColumnPerRowOfAnIdentifier) {
  Names ids;
  for (int row = 0; row < 10'001; ++row) ids.push_back("id" + std::to_string(row));
  EXPECT_NE(error_of(ExitCode::bad_data, [&] { (void)fit({}, ids); }).find("column 'c' has 10001 categories"), std::string::npos);
  EXPECT_EQ(fit({"none", "ordinal", "missing", 0}, ids).feature_names().size(), 1U);
}

TEST(TransformCategories, GivesNoFeatureForAColumnThatIsAllMissing) {
  SmallTable data;
  data.numbers("x", {1, 2}).categories("c", {"", ""});
  EXPECT_EQ(data.fit().feature_names(), Names{"x"});
  EXPECT_NE(error_of(ExitCode::bad_data, [&] { (void)fit({}, {"", ""}); }).find("there is no feature"), std::string::npos);
}

}  // namespace
}  // namespace trainyard::features
