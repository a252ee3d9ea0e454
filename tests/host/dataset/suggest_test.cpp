// The suggested schema: what it holds, and that the table it came from fits it.
#include "host/dataset/suggest.hpp"

#include "host/dataset/schema_document.hpp"
#include "tests/host/dataset/checked_table.hpp"

namespace trainyard::dataset {
namespace {

using enum ColumnType;
using Suggestion = CheckedTable;

TEST_F(Suggestion, HoldsWhatTheTableIsLike) {
  add("age", floating, {"0.1", "3", "12.7"});
  add("rooms", integer, {"1", "", "3"});
  add("kind", category, {"b", "a: \"x\"", "b"});
  add("seen", timestamp, {"2020-01-01", "2020-01-02", "2020-01-03"});
  add("id", text, {"x", "y", "z"}).role = Role::id;
  add("name", category, {"Ann", "Bob", "Eve"}).personal = true;
  Schema schema;
  schema.fields = fields_;
  const std::string yaml = suggest_yaml(schema, profile());
  const Schema read = parse_schema(yaml, "suggested");
  EXPECT_EQ(read.find("age")->min, 0.1);
  EXPECT_EQ(read.find("age")->max, 12.7);
  EXPECT_TRUE(read.find("age")->required);
  EXPECT_FALSE(read.find("rooms")->required);
  EXPECT_EQ(read.find("kind")->allowed, (std::vector<std::string>{"a: \"x\"", "b"}));
  EXPECT_EQ(yaml.find("Ann"), std::string::npos);
  for (const char* item : {"{rows: {min: 2}}", R"({column: "rooms", max_missing: 0.67})", R"({column: "id", unique: true})",
                           R"({column: "seen", max_age: 30d, level: warn})"}) {
    EXPECT_NE(yaml.find(item), std::string::npos) << item << " not in\n" << yaml;
  }
}

TEST_F(Suggestion, ManyCategoriesAreNotListed) {
  std::vector<std::string> cells;
  for (int i = 0; i < 21; ++i) cells.push_back("v" + std::to_string(i));
  add("c", category, cells);
  add("d", category, std::vector<std::string>(21, "one"));
  Schema schema;
  schema.fields = fields_;
  const Schema read = parse_schema(suggest_yaml(schema, profile()), "suggested");
  EXPECT_TRUE(read.find("c")->allowed.empty());
  EXPECT_EQ(read.find("d")->allowed, std::vector<std::string>{"one"});
}

TEST_F(Suggestion, ARangeOfRoundedNumbersHoldsThoseBeforeRounding) {
  add("f", floating, {std::to_string(static_cast<double>(0.1F)), "0.100000001490116", "0.699999988079071"}).single = true;
  Schema schema;
  schema.fields = fields_;
  const Schema read = parse_schema(suggest_yaml(schema, profile()), "suggested");
  EXPECT_LT(read.find("f")->min, 0.1);
  EXPECT_GT(read.find("f")->max, 0.7);
  EXPECT_TRUE(read.find("f")->single);
}

}  // namespace
}  // namespace trainyard::dataset
