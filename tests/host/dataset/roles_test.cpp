// Columns that are stored and are no features: weights, times, groups, marks; and files of test rows.
#include <cmath>

#include "host/dataset/schema_document.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

constexpr const char* sales =
    "price,w,when,shop,part\n"
    "1,0.5,2020-01-01,a,train\n"
    "2,0,2020-01-02,b,test\n"
    "3,2,2020-01-03,a,\n";

struct Roles : Workspace {
  ShardRequest with(std::string_view text, std::vector<ColumnRole> roles) const {
    ShardRequest made = request(text, "price");
    made.roles = std::move(roles);
    return made;
  }
  std::string refused(ExitCode code, const ShardRequest& asked) const {
    return failure(code, [&] { static_cast<void>(shard(asked)); });
  }
  // Why the bad rows of a table were set aside, by column.
  std::vector<std::string> reasons(const ShardRequest& asked) const {
    std::vector<std::string> found;
    const QualityReport report = inspect(asked);
    for (const auto& row : report.report["bad_rows"])
      found.push_back(row["column"].get<std::string>() + ": " + row["reason"].get<std::string>());
    return found;
  }
};

TEST_F(Roles, AreStoredAndReadBack) {
  const auto made = shard(with(sales, {{"w", Role::weight}, {"when", Role::timestamp}, {"shop", Role::group}, {"part", Role::split}}));
  const Dataset opened = Dataset::open(made.dataset.folder());
  EXPECT_EQ(opened.schema().find("w")->role, Role::weight);
  EXPECT_EQ(opened.schema().find("when")->role, Role::timestamp);
  EXPECT_EQ(opened.schema().find("shop")->role, Role::group);
  EXPECT_EQ(opened.schema().find("part")->role, Role::split);
  const Table table = opened.read();
  EXPECT_EQ(table.find("w")->numbers, (std::vector<double>{0.5, 0, 2}));
  EXPECT_EQ(text_of(*table.find("part"), 2), "<missing>") << "a row without a mark is good";
  EXPECT_EQ(opened.quarantined(), 0U);
}

TEST_F(Roles, SetAsideARowWithoutWeightTimeOrGroup) {
  const char* text =
      "price,w,when,shop\n"
      "1,1,2020-01-01,a\n"
      "2,,2020-01-02,b\n"
      "3,1,,a\n"
      "4,1,2020-01-03,\n"
      "5,2,2020-01-04,c\n";
  EXPECT_EQ(reasons(with(text, {{"w", Role::weight}, {"when", Role::timestamp}, {"shop", Role::group}})),
            (std::vector<std::string>{"w: the weight is missing", "when: the timestamp is missing", "shop: the group is missing"}));
  EXPECT_TRUE(reasons(with(text, {})).empty()) << "as features they may be missing";
}

TEST_F(Roles, SetAsideARowWithAWeightThatIsNegativeOrInfinite) {
  const char* text = "price,w\n1,1.5\n2,-0.5\n3,inf\n4,1e999\n5,-0\n6,2\n7,0\n8,3\n";
  EXPECT_EQ(
      reasons(with(text, {{"w", Role::weight}})),
      (std::vector<std::string>{"w: a weight cannot be negative", "w: not a finite number", "w: beyond the range of a 64-bit float"}));
}

TEST_F(Roles, ArePartOfTheVersion) {
  const std::string plain = shard(with(sales, {})).dataset.version();
  const std::string timed = shard(with(sales, {{"when", Role::timestamp}})).dataset.version();
  const std::string grouped = shard(with(sales, {{"shop", Role::group}})).dataset.version();
  EXPECT_NE(plain, timed);
  EXPECT_NE(timed, grouped);
  EXPECT_NE(shard(with(sales, {{"shop", Role::split}})).dataset.version(), grouped);
}

TEST_F(Roles, AnswerAnUnknownColumnWithTheNearest) {
  EXPECT_NE(
      refused(ExitCode::bad_data, with(sales, {{"whem", Role::timestamp}})).find("no column 'whem' (data.timestamp), did you mean 'when'?"),
      std::string::npos);
  EXPECT_NE(refused(ExitCode::bad_data, with(sales, {{"shops", Role::group, "split.column"}}))
                .find("no column 'shops' (split.column), did you mean 'shop'?"),
            std::string::npos);
}

TEST_F(Roles, RefuseAColumnOfAnotherTypeOrWithoutValues) {
  EXPECT_NE(
      refused(ExitCode::bad_data, with(sales, {{"shop", Role::timestamp}}))
          .find("data.timestamp: the time of a row is timestamp (ISO 8601, like 2012-10-01 or 2012-10-01T05:00:00Z), 'shop' is category"),
      std::string::npos);
  EXPECT_NE(refused(ExitCode::bad_data, with(sales, {{"shop", Role::weight}}))
                .find("data.weight: a weight is integer or float, 'shop' is category"),
            std::string::npos);
  EXPECT_NE(refused(ExitCode::bad_data, with(sales, {{"w", Role::split}}))
                .find("marks of test rows are category, integer or boolean, 'w' is float"),
            std::string::npos);
  EXPECT_NE(refused(ExitCode::bad_data, with("price,w\n1,\n2,\n", {{"w", Role::weight}})).find("the weight 'w' has no value in any row"),
            std::string::npos);
  auto dropping = with(sales, {{"w", Role::weight}});
  dropping.drop = {"w"};
  EXPECT_EQ(refused(ExitCode::bad_config, dropping), "data.drop names the weight 'w'");
}

Schema schema_with(const std::string& role_of_w) {
  return parse_schema("fields:\n  - {name: price, type: integer, role: target}\n  - {name: w, type: float, role: " + role_of_w +
                          "}\n  - {name: when, type: timestamp}\n  - {name: shop, type: category}\n  - {name: part, type: category}\n",
                      "s.yaml");
}

TEST_F(Roles, OfAGivenSchemaAndTheRequestMustAgree) {
  auto asked = with(sales, {{"w", Role::weight}});
  for (const char* role : {"feature", "weight"}) {
    asked.schema = schema_with(role);
    EXPECT_EQ(shard(asked).dataset.schema().find("w")->role, Role::weight);
  }
  asked.schema = schema_with("ignore");
  EXPECT_EQ(refused(ExitCode::bad_config, asked),
            "data.schema gives column 'w' the role ignore, but data.weight names it; make them agree");
  asked.schema = schema_with("group");
  EXPECT_EQ(refused(ExitCode::bad_config, asked), "data.schema gives column 'w' the role group, but data.weight names it; make them agree");
  asked.schema = schema_with("weight");
  asked.roles.clear();
  EXPECT_EQ(refused(ExitCode::bad_config, asked),
            "data.schema gives column 'w' the role weight, but data.weight names no column; make them agree");
  asked.roles = {{"lost", Role::timestamp}};
  EXPECT_NE(refused(ExitCode::bad_config, asked).find("data.schema has no field for the timestamp 'lost'"), std::string::npos);
}

TEST_F(Roles, InASchemaFileAreCheckedAgainstTheTypesWithTheirPlace) {
  const std::string text =
      "fields:\n  - {name: w, type: category, role: weight}\n  - {name: t, type: float, role: timestamp}\n"
      "  - {name: u, type: timestamp, role: timestamp}\n  - {name: s, type: float, role: split}\n  - {name: g, type: float, role: grop}\n";
  const std::string message = failure(ExitCode::bad_config, [&] { static_cast<void>(parse_schema(text, "s.yaml")); });
  for (const char* expected : {"s.yaml:2:37: a weight is integer or float, 'w' is category", "s.yaml:3:34: the time of a row is timestamp",
                               "s.yaml:4:38: a second timestamp; a table has one", "s.yaml:5:34: marks of test rows are category",
                               "s.yaml:6:34: unknown role 'grop', did you mean 'group'?"}) {
    EXPECT_TRUE(contains(message, expected)) << expected << "\nnot in\n" << message;
  }
}

TEST_F(Roles, AreNotReadToPredict) {
  Schema schema = schema_with("weight");
  schema.fields[2].role = Role::timestamp;
  schema.fields[4].role = Role::split;
  const RawTable without = read_raw(write("new.csv", "shop\na\nb\n"), schema, 1 << 26);
  EXPECT_EQ(without.table.columns.size(), 1U);
  const RawTable with = read_raw(write("new.csv", "when,w,shop\nnever,-1,a\n"), schema, 1 << 26);
  EXPECT_EQ(with.table.columns.size(), 1U) << "what is not needed cannot be wrong";
  EXPECT_TRUE(with.extra.empty());
}

struct TestFiles : Roles {
  ShardRequest two(std::string_view train, std::string_view test) const {
    ShardRequest made = request(train, "y");
    made.test_sources = {write("test.csv", test)};
    return made;
  }
};

TEST_F(TestFiles, AreReadAfterTheOthersUnderOneSchemaAndOneDictionary) {
  const auto made = shard(two("y,city\n1,Bern\n2,Basel\n", "city,y\nChur,3.5\nBern,4\n"));
  const Dataset opened = Dataset::open(made.dataset.folder());
  ASSERT_EQ(opened.sources().size(), 2U);
  EXPECT_FALSE(opened.sources()[0].test);
  EXPECT_TRUE(opened.sources()[1].test);
  const Table table = opened.read();
  EXPECT_EQ(table.find("y")->numbers, (std::vector<double>{1, 2, 3.5, 4}));
  EXPECT_EQ(table.find("city")->codes, (std::vector<std::int32_t>{0, 1, 2, 0}));
  EXPECT_EQ(table.ids[2].source, 1U);
}

TEST_F(TestFiles, ArePartOfTheVersion) {
  auto both = two("y\n1\n", "y\n2\n");
  const std::string version = shard(both).dataset.version();
  both.sources.push_back(both.test_sources[0]);
  both.test_sources.clear();
  EXPECT_NE(shard(both).dataset.version(), version) << "the same rows, all to train on";
}

TEST_F(TestFiles, WithTheContentOfATrainingFileAreRefused) {
  const std::string message = refused(ExitCode::bad_data, two("y\n1\n", "y\n1\n"));
  EXPECT_TRUE(contains(message, "test.csv: this test file (split.test) has the same content as")) << message;
  EXPECT_TRUE(contains(message, "data.csv")) << message;
}

TEST_F(TestFiles, ThatAreNotThereOrLackAColumnAreRefused) {
  auto lost = two("y,city\n1,Bern\n", "y\n2\n");
  EXPECT_TRUE(contains(refused(ExitCode::bad_data, lost), "test.csv: there is no column 'city'"));
  lost.test_sources = {folder_ / "absent.csv"};
  EXPECT_TRUE(contains(refused(ExitCode::no_input, lost), "absent.csv"));
}

}  // namespace
}  // namespace trainyard::dataset
