#include "host/dataset/schema.hpp"

#include "host/dataset/schema_document.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

using SchemaFile = Workspace;

constexpr const char* complete = R"(missing: ["", NA]
fields:
  - {name: age, type: integer, role: feature, min: 0, max: 120.5, required: true}
  - {name: 2019, type: float}
  - name: "odd: name, \"quoted\" #1"
    type: category
    allowed: [NO, yes, 007]
  - {name: seen, type: timestamp, role: ignore}
  - {name: ok, type: boolean, role: target}
)";

TEST_F(SchemaFile, HoldsEveryKeyAndTakesScalarsAsTheyAreWritten) {
  const Schema schema = Schema::load(write("s.yaml", complete));
  EXPECT_EQ(schema.missing, (std::vector<std::string>{"", "NA"}));
  ASSERT_EQ(schema.fields.size(), 5U);
  EXPECT_EQ(schema.fields[0].name, "age");
  EXPECT_EQ(schema.fields[0].type, ColumnType::integer);
  EXPECT_EQ(schema.fields[0].min, 0.0);
  EXPECT_EQ(schema.fields[0].max, 120.5);
  EXPECT_TRUE(schema.fields[0].required);
  EXPECT_EQ(schema.fields[1].name, "2019");
  EXPECT_EQ(schema.fields[2].name, "odd: name, \"quoted\" #1");
  EXPECT_EQ(schema.fields[2].allowed, (std::vector<std::string>{"NO", "yes", "007"}));
  EXPECT_EQ(schema.fields[3].role, Role::ignore);
  EXPECT_EQ(schema.fields[4].role, Role::target);
  EXPECT_EQ(schema.find("ok"), &schema.fields[4]);
  EXPECT_EQ(schema.find("absent"), nullptr);
}

TEST_F(SchemaFile, IsTheSameAfterYamlAndAfterJson) {
  const Schema schema = Schema::load(write("s.yaml", complete));
  const std::string yaml = schema.to_yaml();
  EXPECT_EQ(parse_schema(yaml, "again").to_yaml(), yaml);
  EXPECT_EQ(parse_schema(yaml, "again").to_json(), schema.to_json());
  EXPECT_EQ(Schema::from_json(schema.to_json(), "json").to_yaml(), yaml);
  EXPECT_EQ(Schema::load(write("s.json", schema.to_json().dump())).to_yaml(), yaml);
}

TEST_F(SchemaFile, KeepsNamesAndValuesThatYamlWouldTwist) {
  Schema schema;
  for (const char* name : {"null", "~", "- x", "a: b", "#", "été", "\"", "\\", "\t", " lead", "yes", "1e3", "日本", "a\nb"}) {
    Field field;
    field.name = name;
    field.type = ColumnType::category;
    field.allowed = {name, ""};
    schema.fields.push_back(field);
  }
  const Schema again = parse_schema(schema.to_yaml(), "again");
  ASSERT_EQ(again.fields.size(), schema.fields.size());
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    EXPECT_EQ(again.fields[i].name, schema.fields[i].name);
    EXPECT_EQ(again.fields[i].allowed, schema.fields[i].allowed);
  }
}

TEST_F(SchemaFile, ReportsEveryMistakeWithLineAndColumn) {
  const auto path = write("s.yaml", R"(missing: NA
fields:
  - {name: a, type: intger}
  - {name: a, type: float, min: 3, max: 1}
  - {name: b, typ: float}
  - {name: c, type: category, min: 0, allowed: x}
  - {name: d, type: float, required: maybe, max: tall}
  - {name: e, type: float, role: target}
  - {name: f, type: float, role: target, name: g}
  - h
extra: 1
)");
  const std::string message = failure(ExitCode::bad_config, [&] { static_cast<void>(Schema::load(path)); });
  const std::string file = path.string();
  for (const std::string& expected :
       {file + ":1:10: expected a list of texts", file + ":3:21: unknown column type 'intger', did you mean 'integer'?",
        file + ":4:12: column 'a' is named twice", file + ":4:33: min (3.0) is above max (1.0)", file + ":5:5: `type` is missing",
        file + ":5:20: unknown key 'typ', did you mean 'type'?", file + ":6:36: min is for integer and float columns, this one is category",
        file + ":6:48: expected a list of texts", file + ":7:38: expected true or false", file + ":7:50: expected a number",
        file + ":9:34: a second target", file + ":10:5: expected a mapping", file + ":11:8: unknown key 'extra'"}) {
    EXPECT_TRUE(contains(message, expected)) << expected << "\nnot in\n" << message;
  }
  EXPECT_TRUE(contains(message, "key 'name' is given twice")) << message;
}

constexpr const char* particular = R"(fields:
  - {name: id, type: text, role: id, unique: true, pattern: "[A-Z]{2}\\d+", personal: true}
  - {name: note, type: text, role: id}
  - {name: price, type: float, storage: float32, decimal: ",", missing: [-, "-999"]}
  - {name: at, type: timestamp, unit: ms}
  - {name: local, type: timestamp, zone: "+02:00"}
  - {name: day, type: date}
)";

TEST_F(SchemaFile, HoldsTheKeysThatFewColumnsHave) {
  const Schema schema = parse_schema(particular, "s.yaml");
  EXPECT_TRUE(schema.fields[0].unique);
  EXPECT_TRUE(schema.fields[0].personal);
  EXPECT_EQ(schema.fields[0].pattern, "[A-Z]{2}\\d+");
  EXPECT_TRUE(schema.fields[2].single);
  EXPECT_TRUE(schema.fields[2].decimal_comma);
  EXPECT_EQ(schema.fields[2].missing, (std::vector<std::string>{"-", "-999"}));
  EXPECT_EQ(schema.fields[3].unit, "ms");
  EXPECT_EQ(schema.fields[4].zone, "+02:00");
  EXPECT_EQ(parse_schema(schema.to_yaml(), "again").to_json(), schema.to_json());
  EXPECT_EQ(Schema::from_json(schema.to_json(), "json").to_yaml(), schema.to_yaml());
}

TEST_F(SchemaFile, TellsWhichKeysDoNotSuitAColumn) {
  const std::string message = failure(ExitCode::bad_config, [&] {
    static_cast<void>(parse_schema(R"(fields:
  - {name: a, type: integer, pattern: "(", storage: float16, unit: s, zone: Z}
  - {name: b, type: category, decimal: ";", unique: perhaps}
  - {name: c, type: timestamp, zone: "+2", unit: h}
  - {name: d, type: text, role: ignore, unique: true}
  - {name: e, type: timestamp, zone: "+02:00", unit: s}
)",
                                   "s.yaml"));
  });
  for (const char* expected :
       {"s.yaml:2:39: pattern is for category and text columns, this one is integer", "s.yaml:2:39: '(' is no regular expression",
        "s.yaml:2:53: unknown value 'float16', did you mean 'float64'?", "s.yaml:2:53: storage is for float columns, this one is integer",
        "s.yaml:2:68: unit is for timestamp columns, this one is integer", "s.yaml:2:77: zone is for timestamp columns",
        "s.yaml:3:40: unknown value ';'", "s.yaml:3:40: decimal is for integer and float columns", "s.yaml:3:53: expected true or false",
        "s.yaml:4:38: '+2' is no zone; write Z or an offset like +02:00", "s.yaml:4:50: unknown value 'h'; known: s, ms, us, ns",
        "s.yaml:5:49: a column with role ignore is not read", "s.yaml:6:38: zone is for times written as text, this one is counted in s"}) {
    EXPECT_TRUE(contains(message, expected)) << expected << "\nnot in\n" << message;
  }
}

TEST_F(SchemaFile, RefusesWhatIsNoSchema) {
  EXPECT_TRUE(contains(failure(ExitCode::bad_config, [&] { static_cast<void>(Schema::load(write("a.yaml", "a: [b"))); }), "a.yaml:1:"));
  EXPECT_TRUE(
      contains(failure(ExitCode::bad_config, [&] { static_cast<void>(Schema::load(write("b.yaml", "- x"))); }), "expected a mapping"));
  EXPECT_TRUE(contains(failure(ExitCode::bad_config, [&] { static_cast<void>(Schema::load(write("c.yaml", ""))); }), "expected a mapping"));
  EXPECT_TRUE(contains(failure(ExitCode::bad_config, [&] { static_cast<void>(Schema::load(write("d.yaml", "fields: []"))); }),
                       "expected a list of columns"));
  EXPECT_TRUE(contains(failure(ExitCode::bad_config, [&] { static_cast<void>(Schema::load(write("u.yaml", "fields: [{name: \xff}]"))); }),
                       "u.yaml: not UTF-8 at byte 16"));
  std::string many = "a: &a [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n";  // 16^7 when written out
  for (char c = 'b'; c < 'h'; ++c) {
    const std::string one(1, c), before(1, static_cast<char>(c - 1));
    many += one + ": &" + one + " [";
    for (int i = 0; i < 16; ++i) many += (i > 0 ? ", *" : "*") + before;
    many += "]\n";
  }
  EXPECT_TRUE(contains(failure(ExitCode::bad_config, [&] { static_cast<void>(Schema::load(write("m.yaml", many))); }), "too much"));
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += "[";
  static_cast<void>(failure(ExitCode::bad_config, [&] { static_cast<void>(Schema::load(write("e.yaml", "fields: " + deep))); }));
  static_cast<void>(failure(ExitCode::no_input, [&] { static_cast<void>(Schema::load(folder_ / "absent.yaml")); }));
}

}  // namespace
}  // namespace trainyard::dataset
