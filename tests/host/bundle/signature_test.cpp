#include "host/bundle/signature.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "host/storage/digest.hpp"
#include "tests/host/features/small_table.hpp"

namespace trainyard::bundle {
namespace {

using features::FeatureOptions;
using features::Transform;
using features::test::nan;
using features::test::SmallTable;
using nlohmann::ordered_json;

SmallTable homes() {
  SmallTable data;
  data.numbers("age", {9, 2, 4, 4}).numbers("rooms", {1, 2, nan, 6}).categories("sea", {"near", "far", "far", "isle"});
  return data;
}

FeatureOptions options() {
  FeatureOptions made;
  made.derive = {{"half", "rooms / 2"}};
  made.numeric.impute = "median";
  return made;
}

ordered_json signature_of(const SmallTable& data, const FeatureOptions& made = options()) { return signature(data.fit(made), data.schema); }

// What a signature says of the small table's own transform after `edit` was done to its document.
template <class Edit>
std::string change_by(Edit&& edit) {
  const SmallTable data = homes();
  ordered_json document = data.fit(options()).to_json();
  edit(document);
  return change(signature_of(data), signature(Transform::from_json(document), data.schema));
}

TEST(Signature, HoldsNamesOrderTypesAndTheDigestOfTheTransformsText) {
  const SmallTable data = homes();
  const ordered_json made = signature_of(data);
  EXPECT_EQ(made["inputs"].dump(), R"([{"name":"age","type":"float"},{"name":"rooms","type":"float"},{"name":"sea","type":"category"}])");
  EXPECT_EQ(made["features"].dump(), R"({"type":"float32","names":["age","rooms","sea=far","sea=isle","sea=near","half"]})");
  EXPECT_EQ(made["transform"]["sha256"], storage::sha256(transform_text(data.fit(options()))));
}

TEST(Signature, DoesNotGrowWithTheCategories) {
  SmallTable many;
  std::vector<std::string> values;
  for (int i = 0; i < 500; ++i) values.push_back("value " + std::to_string(i));
  many.categories("sea", values);
  FeatureOptions ordinal;
  ordinal.categorical.encode = "ordinal";
  EXPECT_LT(signature_of(many, ordinal).dump().size(), 1000U);
}

TEST(Signature, OfTheSameTransformTellsNoChange) {
  EXPECT_EQ(change_by([](ordered_json&) {}), "");
  EXPECT_EQ(signature_of(homes()), signature_of(homes()));
}

TEST(Signature, NamesTheFeatureThatIsAnotherOne) {
  SmallTable other;
  other.numbers("age", {9, 2, 4, 4}).numbers("bedrooms", {1, 2, nan, 6}).categories("sea", {"near", "far", "far", "isle"});
  FeatureOptions made = options();
  made.derive = {{"half", "bedrooms / 2"}};
  EXPECT_EQ(change(signature_of(homes()), signature_of(other, made)), "feature 2 was 'rooms', is 'bedrooms'");
}

TEST(Signature, NamesFeaturesThatWereAddedOrRemoved) {
  FeatureOptions without = options();
  without.derive.clear();
  EXPECT_EQ(change(signature_of(homes()), signature_of(homes(), without)), "feature 'half' was removed");
  EXPECT_EQ(change(signature_of(homes(), without), signature_of(homes())), "feature 'half' was added");
  EXPECT_EQ(change_by([](ordered_json& d) {
              d["columns"].erase(2);
              d["features"] = {"age", "rooms", "half"};
            }),
            "feature 'sea=far' was removed; feature 'sea=isle' was removed; feature 'sea=near' was removed");
}

TEST(Signature, TellsOfAFewOfManyFeatures) {
  FeatureOptions without = options();
  for (const char* name : {"a", "b", "c", "d", "e"}) without.derive.push_back({name, "rooms"});
  EXPECT_EQ(change(signature_of(homes()), signature_of(homes(), without)),
            "feature 'a' was added; feature 'b' was added; feature 'c' was added; and 2 more");
}

TEST(Signature, TellsThatTheOrderDiffers) {
  EXPECT_EQ(change_by([](ordered_json& d) {
              std::swap(d["columns"][0], d["columns"][1]);
              std::swap(d["features"][0], d["features"][1]);
            }),
            "the order of the features differs: feature 1 was 'age', is 'rooms'");
}

TEST(Signature, TellsThatAColumnHasAnotherType) {
  SmallTable other;
  other.numbers("age", {9, 2, 4, 4}, dataset::ColumnType::integer);
  other.numbers("rooms", {1, 2, nan, 6}).categories("sea", {"near", "far", "far", "isle"});
  EXPECT_EQ(change(signature_of(homes()), signature_of(other)), "column 'age' was float, is integer");
}

TEST(Signature, NamesTheFirstColumnThatWasFittedOtherwiseAndTheKey) {
  const std::string otherwise = "the same features, but fitted otherwise: ";
  EXPECT_EQ(change_by([](ordered_json& d) { d["columns"][1]["maps"][0]["a"] = 2.5; }),
            otherwise + "column 'rooms': maps[0].a was 2.0, is 2.5");
  EXPECT_EQ(change_by([](ordered_json& d) {
              d["columns"][1]["impute"] = "mean";
              d["columns"][3]["impute"] = "mean";
            }),
            otherwise + "column 'rooms': impute was 'median', is 'mean'");
  EXPECT_EQ(change_by([](ordered_json& d) { d["columns"][1]["maps"].clear(); }), otherwise + "column 'rooms': maps has 0 entries, had 1");
  EXPECT_EQ(change_by([](ordered_json& d) { d["derive"][0]["expression"] = "rooms / 3"; }),
            otherwise + "derived column 'half': expression was 'rooms / 2', is 'rooms / 3'");
}

TEST(Signature, TellsThatAListOfValuesDiffers) {
  SmallTable data = homes();
  FeatureOptions ordinal = options();
  ordinal.categorical.encode = "ordinal";
  const ordered_json was = signature_of(data, ordinal);
  ordered_json document = data.fit(ordinal).to_json();
  document["columns"][2]["categories"][0] = "elsewhere";
  const std::string text = change(was, signature(Transform::from_json(document), data.schema));
  EXPECT_NE(text.find("column 'sea': categories was '3 values "), std::string::npos) << text;
}

TEST(Signature, HidesValuesOfPersonalColumns) {
  SmallTable data = homes();
  for (auto& field : data.schema.fields) field.personal = true;
  const auto change_here = [&](const std::function<void(ordered_json&)>& edit) {
    ordered_json document = data.fit(options()).to_json();
    edit(document);
    return change(signature_of(data), signature(Transform::from_json(document), data.schema));
  };
  EXPECT_EQ(change_here([](ordered_json& d) { d["columns"][1]["maps"][0]["a"] = 2.5; }),
            "the same features, but fitted otherwise: column 'rooms': maps[0].a differs");
  EXPECT_EQ(change_here([](ordered_json& d) {
              d["columns"][2]["categories"][0] = "elsewhere";
              d["features"][2] = "sea=elsewhere";
            }),
            "feature 3 was 'sea=(personal)', is 'sea=(personal)'");
}

}  // namespace
}  // namespace trainyard::bundle
