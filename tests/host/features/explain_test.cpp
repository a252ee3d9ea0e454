// What explain() says of a row is what apply() does to it.
#include <bit>

#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;
using test::error_of;
using test::nan;
using test::SmallTable;

SmallTable homes() {
  SmallTable data;
  data.numbers("rooms", {1, 2, nan, 6, 0.1, 7}).categories("sea", {"near", "far", "", "far", "isle", "far"});
  data.numbers("built", {0, 1e12, 2e12, nan, 5, 86'400'000'000}, dataset::ColumnType::timestamp);
  return data;
}

FeatureOptions options() {
  FeatureOptions made;
  made.derive = {{"half", "rooms / 2"}, {"inverse", "1 / half"}};
  made.numeric = {"median", 0, "standard"};
  made.categorical.min_frequency = 2;
  return made;
}

Json explain(const Transform& transform, const SmallTable& data, std::uint32_t row) { return transform.explain({}, data.table, row); }

float float_of(const Json& value) { return value.is_null() ? std::numeric_limits<float>::quiet_NaN() : value.get<float>(); }

void expect_the_bits_of_apply(const Transform& transform, const SmallTable& data) {
  const Matrix x = data.apply(transform);
  for (std::uint32_t row = 0; row < x.rows; ++row) {
    std::size_t c = 0;
    for (const Json& column : explain(transform, data, row)) {
      for (const Json& feature : column.at("features")) {
        ASSERT_LT(c, x.columns);
        EXPECT_EQ(feature.at("name"), transform.feature_names()[c]);
        const float value = float_of(feature.at("value"));
        EXPECT_EQ(std::bit_cast<std::uint32_t>(value), std::bit_cast<std::uint32_t>(x.column(c)[row])) << feature << ", row " << row;
        ++c;
      }
    }
    EXPECT_EQ(c, x.columns);
  }
}

TEST(Explain, EndsWithTheBitsOfApply) {
  const SmallTable data = homes();
  expect_the_bits_of_apply(data.fit(options()), data);
  FeatureOptions bare = options();
  bare.numeric = {"none", 0, "minmax"};
  bare.categorical = {"missing", "ordinal", "other", 2};
  expect_the_bits_of_apply(data.fit(bare), data);
}

TEST(Explain, ShowsANumberAfterEveryMap) {
  const SmallTable data = homes();
  const Transform transform = data.fit(options());
  for (const std::uint32_t row : {0U, 2U, 4U}) {
    const Json column = explain(transform, data, row).at(0);
    EXPECT_EQ(column["column"], "rooms");
    EXPECT_EQ(column["type"], "float");
    ASSERT_EQ(column["steps"].size(), 2U) << column;
    const Json &fill = column["steps"][0], &affine = column["steps"][1];
    EXPECT_EQ(fill["step"], "fill");
    EXPECT_EQ(affine["step"], "affine");
    const double raw = data.table.columns[0].numbers[row];
    EXPECT_EQ(column["value"].is_null(), std::isnan(raw));
    const double filled = std::isnan(raw) ? fill["learned"]["a"].get<double>() : raw;
    EXPECT_EQ(fill["value"], filled);
    EXPECT_EQ(affine["value"], (filled - affine["learned"]["a"].get<double>()) / affine["learned"]["b"].get<double>());
    EXPECT_EQ(column["features"][0]["value"].get<float>(), static_cast<float>(affine["value"].get<double>()));
  }
}

TEST(Explain, ShowsDerivedColumnsWithTheirExpression) {
  const SmallTable data = homes();
  const Json columns = explain(data.fit(options()), data, 1);
  EXPECT_EQ(columns[3]["expression"], "rooms / 2");
  EXPECT_EQ(columns[3]["value"], 1.0);
  EXPECT_EQ(columns[4]["expression"], "1 / half");
  EXPECT_FALSE(columns[4].contains("type"));
  EXPECT_EQ(explain(data.fit(options()), data, 2)[4]["value"], nullptr) << "of a missing number";
}

TEST(Explain, ShowsTimesAsText) {
  const SmallTable data = homes();
  const Json column = explain(data.fit(options()), data, 5).at(2);
  EXPECT_EQ(column["type"], "timestamp");
  EXPECT_EQ(column["value"], "1970-01-02T00:00:00Z");
}

// The steps of the column "sea" for each row, as text.
std::vector<std::string> ways(const Transform& transform, const SmallTable& data) {
  std::vector<std::string> made;
  for (std::uint32_t row = 0; row < data.table.rows(); ++row) {
    const Json column = explain(transform, data, row).at(1);
    std::string text = column["value"].dump();
    for (const Json& step : column["steps"]) text += " " + step["step"].get<std::string>() + " " + step["value"].dump();
    made.push_back(text);
  }
  return made;
}

TEST(Explain, ShowsWhatBecomesOfACategory) {
  const SmallTable data = homes();
  EXPECT_EQ(ways(data.fit(options()), data),
            (std::vector<std::string>{R"("near" rare "other")", R"("far" seen "far")", "null missing null", R"("far" seen "far")",
                                      R"("isle" rare "other")", R"("far" seen "far")"}));
}

TEST(Explain, ShowsWhatBecomesOfAnUnseenOrImputedCategory) {
  SmallTable other;
  other.numbers("rooms", {1, 1}).categories("sea", {"lake", ""}).numbers("built", {1, 1}, dataset::ColumnType::timestamp);
  const SmallTable data = homes();
  FeatureOptions made = options();
  EXPECT_EQ(ways(data.fit(made), other), (std::vector<std::string>{R"("lake" unseen null)", "null missing null"}));
  made.categorical = {"missing", "ordinal", "other", 0};
  EXPECT_EQ(ways(data.fit(made), other), (std::vector<std::string>{R"("lake" unseen "other")", R"(null impute "missing" seen "missing")"}));
  made.categorical.min_frequency = 2;
  EXPECT_EQ(ways(data.fit(made), other), (std::vector<std::string>{R"("lake" unseen "other")", R"(null impute "missing" rare "other")"}));
}

TEST(Explain, HidesPersonalValuesAndWhatIsDerivedFromThem) {
  SmallTable data = homes();
  data.table.columns[0].personal = data.table.columns[1].personal = true;
  const Json columns = explain(data.fit(options()), data, 3);
  EXPECT_EQ(columns[0]["value"], "(personal)");
  for (const std::size_t c : {0U, 3U, 4U}) {
    for (const Json& step : columns[c]["steps"]) EXPECT_EQ(step["value"], "(personal)");
    EXPECT_EQ(columns[c]["features"][0]["value"], "(personal)") << columns[c];
  }
  EXPECT_EQ(columns[1].dump().find("far"), std::string::npos) << columns[1];
  EXPECT_EQ(columns[1]["features"][0], (Json{{"name", "sea=(personal)"}, {"value", "(personal)"}}));
  EXPECT_NE(columns[2]["features"][0]["value"], "(personal)");
  EXPECT_EQ(explain(data.fit(options()), data, 2)[0]["value"], nullptr) << "a missing value says nothing of a person";
}

TEST(Explain, ThrowsAsApplyOnARowThatItRefuses) {
  SmallTable other;
  other.numbers("rooms", {1, 1}).categories("sea", {"far", "lake"}).numbers("built", {1, 1}, dataset::ColumnType::timestamp);
  FeatureOptions made = options();
  made.categorical.unseen = "error";
  const Transform transform = homes().fit(made);
  const std::string message = error_of(ExitCode::bad_data, [&] { (void)explain(transform, other, 1); });
  EXPECT_NE(message.find("column 'sea', data row 2: category 'lake'"), std::string::npos) << message;
  EXPECT_NO_THROW((void)explain(transform, other, 0));
}

}  // namespace
}  // namespace trainyard::features
