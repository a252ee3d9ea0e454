// A profile as a document.
#include "host/dataset/profile.hpp"

#include "tests/host/dataset/profile_tables.hpp"

namespace trainyard::dataset {
namespace {

using nlohmann::ordered_json;

ProfiledTable small_table() {
  ProfiledTable table = table_of({0.1, 5e-324, -1.7e308, std::nan(""), 3});
  table.categories = {"é", "b\n"};
  table.add(field_of("kind", ColumnType::category), std::vector<std::int32_t>{0, 1, 0, -1, 0});
  table.add(field_of("empty", ColumnType::integer), std::vector<std::int64_t>(5, missing_integer));
  return table;
}

std::string refusal(const ordered_json& document) {
  try {
    Profile::from_json(document, "profile.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_data);
    return error.what();
  }
  return "";
}

std::string refusal(const std::string& pointer, const ordered_json& value) {
  ordered_json document = small_table().profile().to_json();
  document.at(ordered_json::json_pointer(pointer)) = value;
  return refusal(document);
}

TEST(Profile, ComesBackFromItsText) {
  const Profile profile = small_table().profile();
  const std::string text = profile.to_json().dump(2);
  EXPECT_EQ(Profile::from_json(ordered_json::parse(text), "profile.json").to_json().dump(2), text);
  EXPECT_EQ(Profile::from_json(profile.to_json(), "profile.json").find("x")->numbers->min, -1.7e308);
}

TEST(Profile, FindsColumnsByName) {
  const Profile profile = small_table().profile();
  EXPECT_EQ(profile.find("kind"), &profile.columns[1]);
  EXPECT_EQ(profile.find("kin"), nullptr);
}

TEST(Profile, SaysWhereADocumentIsWrong) {
  EXPECT_EQ(refusal(small_table().profile().to_json()), "");
  EXPECT_EQ(refusal("/format", "trainyard-profile-0"), "profile.json: not a profile of this format");
  EXPECT_EQ(refusal("/rows", -1), "profile.json: rows is -1, not a count");
  EXPECT_EQ(refusal("/rows", 6), "profile.json: column 'x': present and missing do not add up to the rows");
  EXPECT_EQ(refusal("/columns", "x"), "profile.json: columns is no list");
  EXPECT_EQ(refusal("/columns/1/name", "x"), "profile.json: column 'x' comes twice");
  EXPECT_EQ(refusal("/columns/0/present", 1.5), "profile.json: column 'x': present is 1.5, not a count");
  EXPECT_EQ(refusal("/columns/0/distinct", 5), "profile.json: column 'x': as many distinct values cannot be");
  EXPECT_NE(refusal("/columns/0/type", "real").find("column 'x': unknown column type 'real'"), std::string::npos);
  EXPECT_NE(refusal("/columns/0/distinct_exact", 1), "");
  EXPECT_NE(refusal(ordered_json::array()), "");
}

TEST(Profile, SaysWhichNumberIsWrong) {
  EXPECT_EQ(refusal("/columns/0/numbers/max", -1.75e308), "profile.json: column 'x': min is above max");
  EXPECT_EQ(refusal("/columns/0/numbers/mean", nullptr), "profile.json: column 'x': mean is null, not a finite number");
  EXPECT_EQ(refusal("/columns/0/numbers/std", -1), "profile.json: column 'x': std is negative");
  EXPECT_EQ(refusal("/columns/0/numbers/quantiles/1/q", 0), "profile.json: column 'x': quantiles do not ascend from 0 to 1");
  EXPECT_EQ(refusal("/columns/0/numbers/quantiles/10/q", 1.5), "profile.json: column 'x': quantiles do not ascend from 0 to 1");
  EXPECT_EQ(refusal("/columns/0/numbers/histogram/edges", {1, 2}), "profile.json: column 'x': the histogram has 2 edges for 20 counts");
  EXPECT_EQ(refusal("/columns/0/numbers/histogram/edges/3", 1e308), "profile.json: column 'x': edges do not ascend");
  EXPECT_EQ(refusal("/columns/0/numbers/histogram/counts/5", 9).find("profile.json: column 'x': the histogram counts "), 0U);
  EXPECT_EQ(refusal("/columns/1/top/1/count", 2), "profile.json: column 'kind': the counts of top cannot be");
  EXPECT_EQ(refusal("/columns/1/top/1/count", 0), "profile.json: column 'kind': the counts of top cannot be");
  ordered_json document = small_table().profile().to_json();
  document["columns"][1]["numbers"] = document["columns"][0]["numbers"];
  EXPECT_EQ(refusal(document), "profile.json: column 'kind': there are no numbers");
}

}  // namespace
}  // namespace trainyard::dataset
