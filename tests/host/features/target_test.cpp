// Encodings that learn from the target, through the whole transform. Expected values: scikit-learn 1.9.1, TargetEncoder.
#include <set>

#include "host/features/cross_fit.hpp"
#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using test::error_of;
using test::expect_near;
using test::nan;
using test::SmallTable;
using Texts = std::vector<std::string>;
using Json = nlohmann::ordered_json;

const Texts letters = {"b", "a", "b", "a", "c", "b"};
const std::vector<double> amounts = {1, 2, 4, -3, 10, 2};

CategoryOptions encoded_by_target(const std::string& encode) {
  CategoryOptions options;
  options.encode = encode;
  return options;
}

struct LearnedFromTarget {
  SmallTable data;
  FeatureOptions options;
  std::vector<double> y;
  std::size_t classes = 0;
  Texts labels = {};

  LearnedFromTarget(const CategoryOptions& categorical, const Texts& texts, std::vector<double> target, std::size_t class_count = 0)
      : y(std::move(target)), classes(class_count) {
    options.categorical = categorical;
    data.categories("c", texts);
  }

  [[nodiscard]] FittedRows fit_apply(const Exec& exec = {}) const {
    const auto rows = data.rows();
    return Transform::fit_apply(exec, options, data.schema, {TableRows(data.table), rows, y, classes, {}, labels});
  }
  [[nodiscard]] Transform fit() const { return fit_apply().transform; }
};

Matrix apply_to_texts(const Transform& transform, const Texts& rows, ApplyCounts* counts = nullptr) {
  SmallTable data;
  data.categories("c", rows);
  return data.apply(transform, counts);
}

TEST(TransformTarget, EncodesByTheMeansOfAllTrainingRows) {
  const Transform transform = LearnedFromTarget(encoded_by_target("target"), letters, amounts).fit();
  EXPECT_EQ(transform.feature_names(), Texts{"c"});
  ApplyCounts counts;
  expect_near(apply_to_texts(transform, {"a", "b", "c", "new", ""}, &counts).column(0),
              {0.03936411809235424, 2.344313725490196, 10.0, nan, nan});
  EXPECT_EQ(counts.unseen[0].second, 1U);
}

TEST(TransformTarget, GivesUnseenOnesTheOverallMeanWhereTheyArePooled) {
  CategoryOptions options = encoded_by_target("target");
  options.unseen = "other";
  expect_near(apply_to_texts(LearnedFromTarget(options, letters, amounts).fit(), {"new", "c"}).column(0), {2.6666666666666665, 10.0});
  options.min_frequency = 2;
  options.smooth = 0.0;
  expect_near(apply_to_texts(LearnedFromTarget(options, letters, amounts).fit(), {"new", "c"}).column(0), {10.0, 10.0});
}

TEST(TransformTarget, KeepsTheDifferencesOfNumbersFarFromZero) {
  std::vector<double> far = amounts;
  for (double& value : far) value += 1e9;
  const Json values = LearnedFromTarget(encoded_by_target("target"), letters, far).fit().to_json()["columns"][0]["values"];
  EXPECT_NEAR(values[0].get<double>() - 1e9, 0.03936411809235424, 2e-7);
  EXPECT_NEAR(values[1].get<double>() - 1e9, 2.344313725490196, 2e-7);
}

TEST(TransformTarget, GivesAColumnForTheSecondOfTwoClasses) {
  const Transform transform = LearnedFromTarget(encoded_by_target("target"), letters, {1, 0, 1, 1, 0, 0}, 2).fit();
  EXPECT_EQ(transform.feature_names(), Texts{"c"});
  expect_near(apply_to_texts(transform, {"a", "b", "c"}).column(0), {0.5, 0.6285714285714286, 0.0});
}

TEST(TransformTarget, GivesAColumnForEachOfManyClasses) {
  LearnedFromTarget learned(encoded_by_target("target"), letters, {0, 1, 2, 1, 0, 0}, 3);
  EXPECT_EQ(learned.fit().feature_names(), (Texts{"c:0", "c:1", "c:2"}));
  learned.labels = {"low", "mid", "top"};
  const Transform transform = learned.fit();
  EXPECT_EQ(transform.feature_names(), (Texts{"c:low", "c:mid", "c:top"}));
  const Matrix matrix = apply_to_texts(transform, {"a", "b", "c", "new"});
  expect_near(matrix.column(0), {0.0, 0.6285714285714286, 1.0, nan});
  expect_near(matrix.column(1), {1.0, 0.0, 0.0, nan});
  expect_near(matrix.column(2), {0.0, 0.2753623188405797, 0.0, nan});
}

// The values of SplitMix64, by NumPy.
TEST(CrossFit, DealsRowsByWhoTheyAre) {
  std::vector<std::int32_t> first, second;
  for (std::uint64_t number = 0; number < 12; ++number) {
    first.push_back(inner_fold({0, number}, 5));
    second.push_back(inner_fold({1, number}, 5));
  }
  EXPECT_EQ(first, (std::vector<std::int32_t>{0, 0, 0, 0, 3, 4, 3, 4, 1, 1, 4, 1}));
  EXPECT_EQ(second, (std::vector<std::int32_t>{3, 0, 2, 0, 0, 1, 3, 4, 1, 3, 0, 3}));
}

TEST(CrossFit, NeverShowsARowItsOwnTarget) {
  const std::size_t rows = 60;
  Texts texts;
  std::vector<double> y;
  for (std::size_t i = 0; i < rows; ++i) {
    texts.push_back(std::string(1, static_cast<char>('a' + i % 3)));
    y.push_back(std::sin(static_cast<double>(i)));
  }
  const auto before = LearnedFromTarget(encoded_by_target("target"), texts, y).fit_apply();
  for (std::size_t changed = 0; changed < rows; changed += 7) {
    std::vector<double> other = y;
    other[changed] += 0.5;
    const auto after = LearnedFromTarget(encoded_by_target("target"), texts, other).fit_apply();
    EXPECT_EQ(before.x.values[changed], after.x.values[changed]) << changed;
    EXPECT_NE(before.x.values, after.x.values) << "other rows see it";
  }
}

// What is learned without the rows of a fold is what fit() learns from the others.
TEST(CrossFit, EncodesAFoldAsATransformFittedOnTheOthers) {
  Texts texts;
  std::vector<double> y;
  for (std::size_t i = 0; i < 80; ++i) {
    texts.push_back(i % 9 == 8 ? "" : std::string(1, static_cast<char>('a' + i % 4)));
    y.push_back(static_cast<double>(i % 5 == 0));
  }
  for (const std::string encoder : {"target", "woe"}) {
    const LearnedFromTarget learned(encoded_by_target(encoder), texts, y, 2);
    const FittedRows all = learned.fit_apply();
    for (std::int32_t fold = 0; fold < 5; ++fold) {
      std::vector<std::uint32_t> own, others;
      for (const std::uint32_t row : learned.data.rows()) {
        (inner_fold(learned.data.table.ids[row], 5) == fold ? own : others).push_back(row);
      }
      const Transform transform =
          Transform::fit({}, learned.options, learned.data.schema, {TableRows(learned.data.table), others, learned.y, 2});
      const Matrix expected = transform.apply({}, learned.data.table, own);
      for (std::size_t i = 0; i < own.size(); ++i) {
        if (std::isnan(expected.values[i])) {
          EXPECT_TRUE(std::isnan(all.x.values[own[i]]));
        } else {
          EXPECT_FLOAT_EQ(all.x.values[own[i]], expected.values[i]) << encoder << ", row " << own[i];
        }
      }
    }
  }
}

TEST(CrossFit, TakesACategoryOfOneRowForOneWithoutARow) {
  const FittedRows fitted =
      LearnedFromTarget(encoded_by_target("target"), {"a", "a", "a", "a", "a", "a", "only"}, {1, 1, 1, 1, 1, 1, 100}).fit_apply();
  EXPECT_EQ(fitted.x.values[6], 1.0F) << "the mean of the other folds";
  expect_near(apply_to_texts(fitted.transform, {"only"}).column(0), {100.0});
}

TEST(CrossFit, GivesTheOverallMeanToRowsThatAreAllInOneFold) {
  EXPECT_EQ(LearnedFromTarget(encoded_by_target("target"), {"a"}, {7}).fit_apply().x.values[0], 7.0F);
  EXPECT_EQ(LearnedFromTarget(encoded_by_target("woe"), {"a"}, {1}, 2).fit_apply().x.values[0], 0.0F);
}

TEST(CrossFit, LeavesAColumnWithoutAValueMissing) {
  const FittedRows fitted = LearnedFromTarget(encoded_by_target("target"), {"", "", ""}, {0, 1, 2}, 3).fit_apply();
  EXPECT_EQ(fitted.x.columns, 3U);
  for (const float value : fitted.x.values) EXPECT_TRUE(std::isnan(value));
  for (const float value : apply_to_texts(fitted.transform, {"", "new"}).values) EXPECT_TRUE(std::isnan(value));
}

TEST(CrossFit, WritesOnlyTheColumnsThatLearnFromTheTarget) {
  LearnedFromTarget learned(encoded_by_target("onehot"), letters, amounts);
  learned.data.categories("d", {"x", "y", "x", "y", "x", "y"}).numbers("n", {1, 2, 3, 4, 5, 6});
  learned.options.columns = {{"d", Json{{"encode", "target"}, {"smooth", 0}}}};
  const FittedRows fitted = learned.fit_apply();
  EXPECT_EQ(fitted.transform.feature_names(), (Texts{"c=a", "c=b", "c=c", "d", "n"}));
  const Matrix applied = learned.data.apply(fitted.transform);
  for (const std::size_t column : {0U, 1U, 2U, 4U}) {
    EXPECT_TRUE(std::ranges::equal(fitted.x.column(column), applied.column(column))) << column;
  }
  EXPECT_FALSE(std::ranges::equal(fitted.x.column(3), applied.column(3)));
}

TEST(CrossFit, GivesTheSameBitsForAnyThreads) {
  Texts texts;
  std::vector<double> y;
  for (std::size_t i = 0; i < 70'000; ++i) {
    texts.push_back("level " + std::to_string(i * i % 1009));
    y.push_back(std::cos(static_cast<double>(i)) * 1e5);
  }
  const LearnedFromTarget learned(encoded_by_target("target"), texts, y);
  const FittedRows one = learned.fit_apply({.threads = 1}), three = learned.fit_apply({.threads = 3});
  EXPECT_EQ(one.transform.to_json().dump(), three.transform.to_json().dump());
  EXPECT_TRUE(std::ranges::equal(one.x.values, three.x.values));
}

TEST(TransformWoe, RefusesATargetThatHasNotTwoClasses) {
  EXPECT_EQ(error_of(ExitCode::bad_config, [] { (void)LearnedFromTarget(encoded_by_target("woe"), letters, amounts).fit(); }),
            "features: column 'c': encode: woe needs a target of two classes, and this one is a number; use encode: target");
  const std::string many = error_of(ExitCode::bad_config, [] {
    (void)LearnedFromTarget(encoded_by_target("woe"), letters, {0, 1, 2, 1, 0, 0}, 3).fit();
  });
  EXPECT_NE(many.find("this one is of 3 classes"), std::string::npos) << many;
}

TEST(TransformTarget, RefusesValuesTooFarApart) {
  const std::string message = error_of(ExitCode::bad_data, [] {
    (void)LearnedFromTarget(encoded_by_target("target"), {"a", "b"}, {-1e200, 1e200}).fit();
  });
  EXPECT_NE(message.find("column 'c'"), std::string::npos) << message;
}

TEST(TransformHashing, KeepsNoCategory) {
  CategoryOptions options = encoded_by_target("hashing");
  options.unseen = "error";
  const Transform transform = LearnedFromTarget(options, letters, amounts).fit();
  EXPECT_EQ(transform.feature_names(), (Texts{"c#0", "c#1", "c#2", "c#3", "c#4", "c#5", "c#6", "c#7"}));
  EXPECT_EQ(transform.to_json().dump().find("\"a\""), std::string::npos);
  ApplyCounts counts;
  const Matrix matrix = apply_to_texts(transform, {"b", "a", "zz", ""}, &counts);
  expect_near(matrix.column(2), {1, 0, 0, 0});
  expect_near(matrix.column(5), {0, 1, 0, 0});
  expect_near(matrix.column(6), {0, 0, -1, 0});
  EXPECT_EQ(counts.unseen[0].second, 0U);
  EXPECT_EQ(counts.missing[0].second, 1U);
}

// OneHotEncoder(max_categories=3) keeps of 2 a, 2 b, 2 c, 3 d the last of the equally frequent ones.
TEST(TransformCategories, KeepsTheMostFrequentOnes) {
  CategoryOptions options;
  options.max_categories = 3;
  const Texts texts = {"a", "a", "b", "b", "c", "c", "d", "d", "d"};
  EXPECT_EQ(LearnedFromTarget(options, texts, {}).fit().feature_names(), (Texts{"c=c", "c=d", "c=other"}));
  options.max_categories = 4;
  EXPECT_EQ(LearnedFromTarget(options, texts, {}).fit().feature_names(), (Texts{"c=b", "c=c", "c=d", "c=other"}))
      << "as scikit-learn's does";
  options.max_categories = 5;
  EXPECT_EQ(LearnedFromTarget(options, texts, {}).fit().feature_names(), (Texts{"c=a", "c=b", "c=c", "c=d"}));
  options.max_categories = 1;
  EXPECT_EQ(LearnedFromTarget(options, texts, {}).fit().feature_names(), Texts{"c=other"});
}

TEST(TransformNative, MarksTheColumnsOfCategories) {
  CategoryOptions options = encoded_by_target("native");
  options.unseen = "other";
  LearnedFromTarget learned(options, letters, {});
  learned.data.numbers("n", {1, 2, 3, 4, 5, 6});
  const FittedRows fitted = learned.fit_apply();
  EXPECT_EQ(fitted.x.is_category, (std::vector<std::uint8_t>{1, 0}));
  expect_near(fitted.x.column(0), {1, 0, 1, 0, 2, 1});
  learned.options.categorical.min_frequency = 2;
  EXPECT_EQ(learned.fit_apply().x.values[4], 2.0F) << "the pool";
  EXPECT_TRUE(LearnedFromTarget(encoded_by_target("ordinal"), letters, {}).fit_apply().x.is_category.empty());
}

TEST(TransformNative, MakesUnseenOnesMissingWhereNoneIsPooled) {
  CategoryOptions options = encoded_by_target("native");
  options.unseen = "other";
  expect_near(apply_to_texts(LearnedFromTarget(options, letters, {}).fit(), {"c", "new"}).column(0), {2, nan});
  options.min_frequency = 2;
  expect_near(apply_to_texts(LearnedFromTarget(options, letters, {}).fit(), {"c", "new"}).column(0), {2, 2});
}

TEST(TransformTarget, ComesBackFromItsDocument) {
  CategoryOptions smoothed = encoded_by_target("target");
  smoothed.smooth = 2.5;
  for (const CategoryOptions& options : {encoded_by_target("target"), smoothed, encoded_by_target("hashing")}) {
    const Transform transform = LearnedFromTarget(options, letters, {0, 1, 2, 1, 0, 0}, 3).fit();
    const Json document = transform.to_json();
    const Transform read = Transform::from_json(document);
    EXPECT_EQ(read.to_json().dump(), document.dump());
    EXPECT_EQ(read.feature_names(), transform.feature_names());
  }
}

TEST(TransformTarget, RefusesADocumentThatNoFitGives) {
  const auto refusal = [](const std::string& encoder, const std::string& field, const Json& value) {
    Json document = LearnedFromTarget(encoded_by_target(encoder), letters, {1, 0, 1, 1, 0, 0}, 2).fit().to_json();
    document["columns"][0][field] = value;
    return error_of(ExitCode::bad_data, [&] { (void)Transform::from_json(document); });
  };
  EXPECT_EQ(refusal("target", "smooth", "often"), "transform: columns[0].smooth: expected a finite number, found string");
  EXPECT_EQ(refusal("target", "cv", 1), "transform: columns[0].cv: expected a number from 2 to 1000");
  EXPECT_EQ(refusal("target", "values", {1, 2}), "transform: columns[0].values: not one for each category (3)");
  EXPECT_EQ(refusal("target", "classes", {"p", "q", "r"}), "transform: columns[0].values: not one for each category (9)");
  EXPECT_EQ(refusal("woe", "classes", Json::array()), "transform: columns[0].classes: unknown field");
  EXPECT_EQ(refusal("hashing", "features", 0), "transform: columns[0].features: expected a number from 1 to 100000");
  EXPECT_EQ(refusal("onehot", "values", Json::array()), "transform: columns[0].values: unknown field");
}

}  // namespace
}  // namespace trainyard::features
