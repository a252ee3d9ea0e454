// The transform as a whole: what it reads, what it refuses, and that its bits depend on nothing but the rows.
#include <cstring>

#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using dataset::Role;
using test::error_of;
using test::expect_near;
using test::nan;
using test::SmallTable;
using Names = std::vector<std::string>;

// Several tiles of the canonical order, with everything the transform knows.
SmallTable large_table() {
  std::vector<double> x, y;
  Names c, target_like;
  for (std::size_t row = 0; row < 20'011; ++row) {
    x.push_back(row % 11 == 3 ? nan : std::sin(static_cast<double>(row)) * 1e3);
    y.push_back(row % 7 == 0 ? 0.0 : static_cast<double>(row) / 3.0);
    c.push_back(row % 13 == 1 ? "" : "level " + std::to_string(row * row % 37));
  }
  SmallTable data;
  data.numbers("x", x).numbers("y", y).categories("c", c);
  return data;
}

FeatureOptions everything() {
  FeatureOptions options;
  options.derive = {{"ratio", "x / y"}, {"twice", "2 * ratio - x"}};
  options.numeric = {"mean", 0.0, "standard"};
  options.categorical = {"missing", "onehot", "other", 600};
  options.columns = {{"y", {{"scale", "minmax"}}}, {"ratio", {{"impute", "median"}}}};
  return options;
}

void expect_same_bits(std::span<const float> a, std::span<const float> b) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(0, std::memcmp(a.data(), b.data(), a.size_bytes()));
}

TEST(Transform, GivesTheSameBitsForAnyThreadCount) {
  const SmallTable data = large_table();
  const auto rows = data.rows();
  const Transform one = Transform::fit({}, everything(), data.schema, {TableRows(data.table), rows});
  for (const int threads : {2, 5}) {
    Exec exec;
    exec.threads = threads;
    const Transform many = Transform::fit(exec, everything(), data.schema, {TableRows(data.table), rows});
    EXPECT_EQ(one.to_json().dump(), many.to_json().dump()) << threads << " threads";
    expect_same_bits(data.apply(one).values, many.apply(exec, data.table, data.rows()).values);
  }
}

TEST(Transform, GivesARowTheSameBitsInAnyBatch) {
  const SmallTable data = large_table();
  const Transform transform = data.fit(everything());
  const Matrix whole = data.apply(transform);
  for (const std::uint32_t row : {0U, 3U, 14U, 10'000U, 20'010U}) {
    const std::vector<std::uint32_t> alone = {row};
    const Matrix single = transform.apply({}, data.table, alone);
    std::vector<float> expected;
    for (std::size_t c = 0; c < whole.columns; ++c) expected.push_back(whole.column(c)[row]);
    expect_same_bits(single.values, expected);
  }
}

TEST(Transform, IsTheSameAfterAJourneyThroughJson) {
  const SmallTable data = large_table();
  const Transform fitted = data.fit(everything());
  const std::string text = fitted.to_json().dump();
  const Transform loaded = Transform::from_json(nlohmann::ordered_json::parse(text));
  EXPECT_EQ(loaded.to_json().dump(), text);
  EXPECT_EQ(loaded.feature_names(), fitted.feature_names());
  EXPECT_EQ(loaded.inputs(), (Names{"x", "y", "c"}));
  expect_same_bits(data.apply(loaded).values, data.apply(fitted).values);
}

TEST(Transform, PutsDerivedColumnsBehindTheTablesOwn) {
  SmallTable data;
  data.numbers("rooms", {6, 4, nan}).numbers("homes", {2, 0, 1});
  FeatureOptions options;
  options.derive = {{"per_home", "rooms / homes"}, {"double", "per_home * 2"}};
  const Transform transform = data.fit(options);
  EXPECT_EQ(transform.feature_names(), (Names{"rooms", "homes", "per_home", "double"}));
  EXPECT_EQ(transform.inputs(), (Names{"rooms", "homes"}));
  const Matrix matrix = data.apply(transform);
  expect_near(matrix.column(2), {3, nan, nan});
  expect_near(matrix.column(3), {6, nan, nan});
}

TEST(Transform, DerivesFromNumbersAsReadNotAsImputed) {
  SmallTable data;
  data.numbers("x", {1, nan});
  FeatureOptions options;
  options.derive = {{"copy", "x"}};
  options.columns = {{"x", {{"impute", "constant"}, {"fill", 9}}}};
  const Matrix matrix = data.apply(data.fit(options));
  expect_near(matrix.column(0), {1, 9});
  expect_near(matrix.column(1), {1, nan});
}

TEST(Transform, NeverReadsTheTargetNorIgnoredColumns) {
  SmallTable data;
  data.numbers("x", {1, 2}).numbers("price", {7, 8}, dataset::ColumnType::floating, Role::target);
  data.numbers("row", {0, 1}, dataset::ColumnType::integer, Role::ignore);
  const Transform transform = data.fit();
  EXPECT_EQ(transform.feature_names(), Names{"x"});
  SmallTable without;
  without.numbers("x", {5});
  expect_near(without.apply(transform).column(0), {5});
}

TEST(Transform, SaysWhyAColumnWithAPartOfItsOwnIsNoFeature) {
  SmallTable data;
  data.numbers("x", {1, 2}).numbers("when", {7, 8}, dataset::ColumnType::timestamp, Role::timestamp);
  data.numbers("w", {1, 2}, dataset::ColumnType::floating, Role::weight).numbers("part", {0, 1}, dataset::ColumnType::integer, Role::split);
  EXPECT_EQ(data.fit().feature_names(), Names{"x"});
  EXPECT_EQ(data.fit().inputs(), Names{"x"});
  FeatureOptions options;
  options.derive = {{"hours", "when / 3600"}};
  options.columns = {{"w", {{"scale", "standard"}}}, {"part", {{"scale", "standard"}}}};
  const std::string why =
      "), so no feature can use it: predict does without that column. Put a copy of it into the table under another name";
  EXPECT_EQ(error_of(ExitCode::bad_config, [&] { (void)data.fit(options); }),
            "features.derive.hours: character 1: 'when' is named by data.timestamp (role timestamp" + why +
                "\nfeatures.columns.w: 'w' is named by data.weight (role weight" + why +
                "\nfeatures.columns.part: 'part' is named by split.column (role split" + why);
}

TEST(Transform, SaysEverythingThatDoesNotFitTheSchema) {
  SmallTable data;
  data.numbers("rooms", {1}).categories("sea", {"near"}).numbers("price", {7}, dataset::ColumnType::floating, Role::target);
  FeatureOptions options;
  options.derive = {{"a", "romms / 2"}, {"b", "price * 2"}, {"c", "1 + sea"}, {"d", "e"}, {"e", "rooms +"}, {"rooms", "1"}};
  options.columns = {{"room", {{"scale", "standard"}}}, {"sea", {{"scale", "standard"}}}, {"rooms", {{"impute", "medain"}}}};
  EXPECT_EQ(error_of(ExitCode::bad_config, [&] { (void)data.fit(options); }),
            "features.derive.a: character 1: there is no column 'romms', did you mean 'rooms'?\n"
            "features.derive.b: character 1: 'price' is the target; a feature cannot use it\n"
            "features.derive.c: character 5: expected a number for '+', found the category column 'sea'\n"
            "features.derive.d: character 1: 'e' is derived further down; put it before this column\n"
            "features.derive.e: character 8: expected a number, a name, a text or '(', found the end\n"
            "features.derive.rooms: there is a column of that name already\n"
            "features.columns.room: there is no such feature column, did you mean 'rooms'?\n"
            "features.columns.rooms.impute: unknown value 'medain', did you mean 'median'?\n"
            "features.columns.sea.scale: does not apply: this is a category column");
}

TEST(Transform, NamesAMissingColumnAndOneOfAnotherKind) {
  SmallTable data, other;
  data.numbers("rooms", {1, 2}).categories("sea", {"near", "far"});
  const Transform transform = data.fit();
  other.numbers("room", {1});
  EXPECT_EQ(error_of(ExitCode::bad_data, [&] { (void)other.apply(transform); }),
            "the table has no column 'rooms', which the features need, did you mean 'room'?");
  SmallTable swapped;
  swapped.categories("rooms", {"1"}).categories("sea", {"near"});
  EXPECT_EQ(error_of(ExitCode::bad_data, [&] { (void)swapped.apply(transform); }),
            "column 'rooms' is category; the features need numbers there, as in training");
}

TEST(Transform, RefusesTwoFeaturesOfOneName) {
  SmallTable data;
  data.numbers("sea=near", {1}).categories("sea", {"near"});
  EXPECT_EQ(error_of(ExitCode::bad_data, [&] { (void)data.fit(); }), "two features would be named 'sea=near'; rename a column");
}

TEST(Transform, RefusesToLearnFromNoRow) {
  SmallTable data;
  data.numbers("x", {1});
  EXPECT_NE(error_of(ExitCode::bad_data,
                     [&] {
                       (void)Transform::fit({}, {}, data.schema, {TableRows(data.table), {}});
                     })
                .find("no training row"),
            std::string::npos);
}

TEST(Transform, AppliesToNoRows) {
  SmallTable data;
  data.numbers("x", {1}).categories("c", {"a"});
  const Matrix matrix = data.fit().apply({}, data.table, {});
  EXPECT_EQ(matrix.rows, 0U);
  EXPECT_EQ(matrix.columns, 2U);
}

}  // namespace
}  // namespace trainyard::features
