// A transform's document is outside input: whatever is wrong in it is named, and nothing in it can make the program fail otherwise.
#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;
using test::error_of;
using test::SmallTable;

Json good() {
  SmallTable data;
  data.numbers("rooms", {1, 2, test::nan}).categories("sea", {"near", "far", "far"});
  FeatureOptions options;
  options.derive = {{"half", "rooms / 2"}};
  options.numeric = {"median", 0, "standard"};
  options.categorical.min_frequency = 2;
  return data.fit(options).to_json();
}

// The message that a good document gives once `edit` was done to it.
template <class Edit>
std::string refusal(Edit&& edit) {
  Json document = good();
  edit(document);
  return error_of(ExitCode::bad_data, [&] { (void)Transform::from_json(document); });
}

TEST(TransformJson, HoldsWhatWasLearnedAndNothingElse) {
  EXPECT_EQ(
      good().dump(),
      R"({"format":"trainyard transform","version":2,"derive":[{"name":"half","expression":"rooms / 2","columns":{"rooms":"number"}}],"columns":[)"
      R"({"name":"rooms","kind":"numeric","impute":"median","scale":"standard","maps":[)"
      R"({"map":"fill","a":1.5,"b":0.0},{"map":"affine","a":1.5,"b":0.408248290463863}]},)"
      R"({"name":"sea","kind":"category","impute":"none","encode":"onehot","unseen":"missing","min_frequency":2,"max_categories":0,"categories":["far"],"rare":["near"]},)"
      R"({"name":"half","kind":"numeric","impute":"median","scale":"standard","maps":[)"
      R"({"map":"fill","a":0.75,"b":0.0},{"map":"affine","a":0.75,"b":0.2041241452319315}]}],)"
      R"("features":["rooms","sea=far","sea=other","half"]})");
}

TEST(TransformJson, NamesTheFieldThatIsMissingOrUnknown) {
  EXPECT_EQ(refusal([](Json& d) { d.erase("format"); }), "transform: format: is missing");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][1].erase("unseen"); }), "transform: columns[1].unseen: is missing");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][0]["power"] = 2; }), "transform: columns[0].power: unknown field");
  EXPECT_EQ(refusal([](Json& d) { d["note"] = ""; }), "transform: note: unknown field");
  EXPECT_EQ(refusal([](Json& d) { d["derive"][0]["unit"] = "m"; }), "transform: derive[0].unit: unknown field");
}

TEST(TransformJson, NamesTheFieldOfTheWrongType) {
  EXPECT_EQ(refusal([](Json& d) { d = Json::array(); }), "transform: expected an object, found array");
  EXPECT_EQ(refusal([](Json& d) { d["columns"] = 3; }), "transform: columns: expected a list, found number");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][0] = "rooms"; }), "transform: columns[0]: expected an object, found string");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][0]["maps"][1]["a"] = "1"; }),
            "transform: columns[0].maps[1].a: expected a finite number, found string");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][0]["maps"][1]["a"] = 1e308 * 10; }),
            "transform: columns[0].maps[1].a: expected a finite number, found number");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][1]["categories"][0] = nullptr; }),
            "transform: columns[1].categories: expected texts, found null");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][1]["min_frequency"] = -1; }),
            "transform: columns[1].min_frequency: expected a whole number from 0 on");
}

TEST(TransformJson, RefusesWordsAndNumbersThatNoFitGives) {
  EXPECT_EQ(refusal([](Json& d) { d["format"] = "pickle"; }), "transform: format: is not a fitted transform");
  EXPECT_EQ(refusal([](Json& d) { d["version"] = 3; }), "transform: version: 3 is not known to this program; use the one that wrote it");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][0]["kind"] = "text"; }), "transform: columns[0].kind: unknown kind 'text'");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][0]["impute"] = "guess"; }), "transform: columns[0].impute: unknown imputer 'guess'");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][0]["scale"] = "log"; }), "transform: columns[0].scale: unknown scaler 'log'");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][0]["maps"][1]["b"] = 0; }), "transform: columns[0].maps[1].map: a divisor of 0");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][0]["maps"][0]["map"] = "guess"; }),
            "transform: columns[0].maps[0].map: unknown map 'guess'");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][0]["maps"][0]["more"] = 1; }), "transform: columns[0].maps[0].more: unknown field");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][1]["encode"] = "hash"; }), "transform: columns[1].encode: unknown encoder 'hash'");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][1]["unseen"] = "guess"; }), "transform: columns[1].unseen: unknown value 'guess'");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][1]["impute"] = "median"; }), "transform: columns[1].impute: unknown value 'median'");
  EXPECT_EQ(refusal([](Json& d) {
              d["columns"][1]["categories"] = {"b", "a"};
            }),
            "transform: columns[1].categories: not sorted, or not distinct");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][1]["rare"] = {"a", "a"}; }), "transform: columns[1].rare: not sorted, or not distinct");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][1]["rare"] = {"far"}; }), "transform: columns[1].rare: 'far' is among the categories too");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][1]["categories"] = {"other"}; }),
            "transform: columns[1].categories: 'other' must be among the rare ones");
}

TEST(TransformJson, RefusesPartsThatDoNotFitTogether) {
  EXPECT_EQ(refusal([](Json& d) { d["features"][0] = "homes"; }), "transform: features: are not those that the columns make");
  EXPECT_EQ(refusal([](Json& d) { d["features"].push_back("more"); }), "transform: features: are not those that the columns make");
  EXPECT_EQ(refusal([](Json& d) { d["columns"][1]["name"] = "rooms"; }), "transform: columns: 'rooms' is there twice");
  const auto derive = [](const std::string& expression, const Json& columns) {
    return refusal([&](Json& d) {
      d["derive"][0]["expression"] = expression;
      d["derive"][0]["columns"] = columns;
    });
  };
  EXPECT_EQ(derive("half / 2", {{"half", "number"}}), "transform: derive: 'half' uses 'half', which is no numeric column before it");
  EXPECT_EQ(derive("sea / 2", {{"sea", "number"}}), "transform: derive: 'half' uses 'sea', which is no numeric column before it");
  EXPECT_EQ(derive("rooms == 'x'", {{"rooms", "category"}}),
            "transform: derive: 'half' uses 'rooms', which is no category column before it");
  EXPECT_EQ(derive("cross(sea, sea)", {{"sea", "category"}}), "transform: derive: 'half' is no category column");
  EXPECT_EQ(derive("rooms / 2", Json::object()), "transform: derive[0].columns.rooms: is missing");
  EXPECT_EQ(derive("rooms / 2", {{"rooms", "number"}, {"sea", "category"}}), "transform: derive[0].columns.sea: unknown field");
  EXPECT_EQ(derive("rooms / 2", {{"rooms", "numeric"}}), "transform: derive[0].columns.rooms: unknown type 'numeric'");
  EXPECT_EQ(derive("rooms / 2", {{"rooms", "time"}}),
            "transform: derive[0].expression: character 1: expected a number for '/', found the time column 'rooms'; seconds_between, "
            "epoch_seconds, hour and the like make numbers of times");
  EXPECT_EQ(refusal([](Json& d) { d["derive"][0]["expression"] = "rooms /"; }),
            "transform: derive[0].expression: character 8: expected a number, a name, a text or '(', found the end");
  EXPECT_EQ(refusal([](Json& d) { d["derive"].push_back(d["derive"][0]); }), "transform: derive: 'half' is there twice");
  EXPECT_EQ(refusal([](Json& d) { d["columns"].erase(2); }), "transform: derive: 'half' is no numeric column");
  EXPECT_EQ(refusal([](Json& d) {
              d["columns"] = Json::array();
              d["derive"] = Json::array();
            }),
            "there is no feature: no column of that role has a value in the training rows; check data.drop and the roles in the schema");
}

// Every value of the document replaced by values of every type: each is refused or gives a transform, nothing else.
TEST(TransformJson, SurvivesAnyValueAnywhere) {
  const Json flat = good().flatten();
  const std::vector<Json> odd = {nullptr, true, -1, 1e300, "", "rooms", Json::array(), Json::object(), {1, "a"}, 18446744073709551615U};
  int refused = 0, taken = 0;
  for (const auto& [place, original] : flat.items()) {
    for (const Json& value : odd) {
      Json document = good();
      document[Json::json_pointer(place)] = value;
      try {
        (void)Transform::from_json(document).to_json();
        ++taken;
      } catch (const Error& error) {
        EXPECT_EQ(static_cast<int>(error.code()), static_cast<int>(ExitCode::bad_data)) << place << " = " << value;
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 10 * taken);
}

}  // namespace
}  // namespace trainyard::features
