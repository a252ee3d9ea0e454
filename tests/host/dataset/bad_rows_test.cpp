// What is learned of a file's types, and what happens to rows that do not fit.
#include <cmath>

#include "host/dataset/schema_document.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

struct BadRows : Workspace {
  // A hundred good rows (1,x) … with `line` replacing the one at that line of the file.
  static std::string hundred(std::size_t line, const std::string& row, const std::string& header = "a,b") {
    std::string text = header + "\n";
    for (std::size_t i = 2; i < 102; ++i) text += (i == line ? row : std::to_string(i) + ",x") + "\n";
    return text;
  }

  ShardRequest tolerant(std::string_view text, const std::string& target = {}) const {
    auto made = request(text, target);
    made.max_bad_rows = 0.01;
    made.warn = [this](const std::string& message) { warnings_ += message + "\n"; };
    return made;
  }

  ShardRequest under(const std::string& yaml, std::string_view text, const std::string& target = {}) const {
    auto made = request(text, target);
    made.schema = parse_schema(yaml, "schema.yaml");
    made.warn = [this](const std::string& message) { warnings_ += message + "\n"; };
    return made;
  }

  static ColumnType type_of(const Dataset& dataset, const std::string& name) { return dataset.schema().find(name)->type; }

  mutable std::string warnings_;
};

TEST_F(BadRows, GoToQuarantineWithLineRowColumnValueReasonAndText) {
  const auto made = shard(tolerant(hundred(50, "\"or\"\"ange\",x")));
  EXPECT_EQ(made.dataset.rows(), 99U);
  EXPECT_EQ(made.dataset.quarantined(), 1U);
  EXPECT_EQ(type_of(made.dataset, "a"), ColumnType::integer);
  const std::string expected = "source,line,row,column,value,reason,raw\n" + (folder_ / "data.csv").string() +
                               ",50,48,a,\"or\"\"ange\",not a number,\"\"\"or\"\"\"\"ange\"\",x\"\n";
  EXPECT_EQ(read(made.dataset.folder() / "quarantine.csv"), expected);
  EXPECT_TRUE(contains(
      warnings_, "column 'a': 1 of 100 values are no numbers to keep (first: 'or\"ange' at " + (folder_ / "data.csv").string() + ":50)"))
      << warnings_;
  const Table table = made.dataset.read();
  EXPECT_EQ(table.ids[47].number, 47U);
  EXPECT_EQ(table.ids[48].number, 49U);  // row 48 was set aside and keeps its number
}

TEST_F(BadRows, AreAnErrorNamingTheFirstOnesWhenThereAreTooMany) {
  std::string text = hundred(50, "7,x,y");
  text += "1\n2,3,4\n";
  const std::string message = failure(ExitCode::bad_data, [&] { static_cast<void>(shard(tolerant(text))); });
  EXPECT_TRUE(contains(message, "3 of 102 rows are bad, more than data.max_bad_rows (0.01) allows")) << message;
  EXPECT_TRUE(contains(message, "data.csv:50: data row 49: 3 fields, the header has 2")) << message;
  EXPECT_TRUE(contains(message, "data.csv:102: data row 101: 1 field, the header has 2")) << message;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "results/datasets/data/.pending"));
}

TEST_F(BadRows, AreAnErrorAtOnceUnderFail) {
  auto strict = tolerant(hundred(50, "pear,x"));
  strict.quarantine = false;
  const std::string message = failure(ExitCode::bad_data, [&] { static_cast<void>(shard(strict)); });
  EXPECT_TRUE(contains(message, "data.csv:50: data row 49, column 'a': 'pear': not a number")) << message;
}

TEST_F(BadRows, AreInfinityHexadecimalOverflowDecimalCommaAndSpacesInside) {
  for (const auto& [value, reason] : {std::pair{"inf", "not a finite number"},
                                      {"0x10", "not a number"},
                                      {"1e999", "beyond the range of a 64-bit float"},
                                      {"\"1,5\"", "not a number; write a decimal point, and no comma"},
                                      {"1 2", "not a number"},
                                      {"99999999999999999999999", "an integer beyond ±2^53"}}) {
    auto asked = tolerant(hundred(60, std::string(value) + ",x"));
    asked.results = folder_ / reason / value;
    const auto report = inspect(asked).report;
    ASSERT_EQ(report["bad_rows"].size(), 1U) << value;
    EXPECT_EQ(report["bad_rows"][0]["reason"], reason);
    EXPECT_EQ(report["bad_rows"][0]["line"], 60);
    EXPECT_EQ(report["bad_rows"][0]["column"], "a");
  }
}

TEST_F(BadRows, AreNulsAndBytesThatAreNotUtf8InCategories) {
  using namespace std::string_literals;
  std::string text = "a,b\n1,x\n2,y\xFFz\n3,p\0q\n4,\xC3\xA9\n"s;
  const auto made = shard(request(text));
  EXPECT_EQ(made.dataset.rows(), 2U);
  const std::string quarantine = read(made.dataset.folder() / "quarantine.csv");
  EXPECT_TRUE(contains(quarantine, ",3,1,b,y\\xffz,not UTF-8 at byte 1; save the file as UTF-8,\"2,y\\xffz\"\n")) << quarantine;
  EXPECT_TRUE(contains(quarantine, ",4,2,b,p\\x00q,a NUL at byte 1; remove it,\"3,p\\x00q\"\n")) << quarantine;
  EXPECT_EQ(*made.dataset.read().find("b")->dictionary, (Dictionary{"x", "é"}));
}

TEST_F(BadRows, AddNothingToDictionaries) {
  const auto made = shard(under("fields: [{name: a, type: integer}, {name: b, type: category}]", "a,b\n1,x\nbad,only here\n3,y\n"));
  EXPECT_EQ(*made.dataset.read().find("b")->dictionary, (Dictionary{"x", "y"}));
}

TEST_F(BadRows, AreThoseWithoutATarget) {
  const auto made = shard(request("a,y\n1,2\n3,\n4,5\n", "y"));
  EXPECT_EQ(made.dataset.rows(), 2U);
  EXPECT_TRUE(contains(read(made.dataset.folder() / "quarantine.csv"), ",3,1,y,,the target is missing,"));
}

TEST_F(BadRows, LeaveATableThatMustHaveARow) {
  auto loose = under("fields: [{name: a, type: integer}]", "a\nx\ny\n");
  loose.max_bad_rows = 1;
  const std::string message = failure(ExitCode::bad_data, [&] { static_cast<void>(shard(loose)); });
  EXPECT_TRUE(contains(message, "2 of 2 rows are bad, none is left")) << message;
}

TEST_F(BadRows, ComeFromEveryRuleOfAGivenSchema) {
  const char* yaml = R"(
fields:
  - {name: age, type: integer, min: 0, max: 120}
  - {name: size, type: float, required: true}
  - {name: city, type: category, allowed: [Bern, Basel]}
  - {name: ok, type: boolean}
  - {name: at, type: timestamp}
)";
  const std::string text =
      "age,size,city,ok,at\n"
      "1,1.5,Bern,true,2020-01-01\n"
      "-1,1.5,Bern,true,2020-01-01\n"
      "121,1.5,Bern,true,2020-01-01\n"
      "2.5,1.5,Bern,true,2020-01-01\n"
      "1,,Bern,true,2020-01-01\n"
      "1,1.5,Berm,true,2020-01-01\n"
      "1,1.5,Bern,1,2020-01-01\n"
      "1,1.5,Bern,true,yesterday\n"
      "1.0,1.5,,,\n";
  auto loose = under(yaml, text);
  loose.max_bad_rows = 1;
  const auto report = inspect(loose);
  EXPECT_EQ(report.rows, 2U);
  EXPECT_EQ(report.bad_rows, 7U);
  const char* reasons[] = {"below the least allowed, 0.0", "above the greatest allowed, 120.0",          "not an integer",
                           "a required value is missing",  "not an allowed value, did you mean 'Bern'?", "neither true nor false",
                           "not an ISO 8601 date or time"};
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_EQ(report.report["bad_rows"][i]["reason"], reasons[i]);
    EXPECT_EQ(report.report["bad_rows"][i]["line"], i + 3);
  }
}

TEST_F(BadRows, DoNotComeFromColumnsThatAreIgnored) {
  auto dropping = under("fields: [{name: a, type: integer}, {name: b, type: integer}, {name: c, type: integer, role: ignore}]",
                        "a,b,c\n1,x,y\n2,z,w\n");
  dropping.drop = {"b"};
  const auto made = shard(dropping);
  EXPECT_EQ(made.dataset.rows(), 2U);
  EXPECT_EQ(made.dataset.read().columns.size(), 1U);
}

TEST_F(BadRows, AreNoAnswerToASchemaThatTheFileDoesNotHave) {
  const std::string missing = failure(ExitCode::bad_data, [&] {
    static_cast<void>(shard(under("fields: [{name: ages, type: integer}, {name: b, type: category}]", "age,b\n1,x\n")));
  });
  EXPECT_TRUE(contains(missing, "data.csv: there is no column 'ages', did you mean 'age'?")) << missing;
  const std::string target =
      failure(ExitCode::bad_config, [&] { static_cast<void>(shard(under("fields: [{name: b, type: category}]", "age,b\n1,x\n", "age"))); });
  EXPECT_TRUE(contains(target, "data.schema has no field for the target 'age'")) << target;
  const std::string two = failure(ExitCode::bad_config, [&] {
    static_cast<void>(shard(under("fields: [{name: b, type: category}, {name: age, type: float, role: target}]", "age,b\n1,x\n", "b")));
  });
  EXPECT_TRUE(contains(two, "data.schema gives column 'age' the role target, but data.target names 'b'")) << two;
}

TEST_F(BadRows, WarningsNameColumnsThatAreExtraConstantOrEmpty) {
  static_cast<void>(shard(
      under("fields: [{name: a, type: integer}, {name: b, type: category}, {name: e, type: float}]", "a,b,e,extra\n1,x,,1\n2,x,,2\n")));
  EXPECT_TRUE(contains(warnings_, "column 'extra' is not in the schema and is not read")) << warnings_;
  EXPECT_TRUE(contains(warnings_, "column 'b' has the same value in every row")) << warnings_;
  EXPECT_TRUE(contains(warnings_, "column 'e' has no value in any row")) << warnings_;
}

TEST_F(BadRows, ManyColumnsAreOneWarning) {
  std::string header = "y", row;
  for (int i = 0; i < 2000; ++i) {
    header += ",c" + std::to_string(i);
    row += i < 7 ? ",x" : i < 10 ? "," : ",1";
  }
  ShardRequest asked = request(header + "\n1" + row + "\n2" + row + "\n", "y");
  std::vector<std::string> warnings;
  asked.warn = [&](const std::string& message) { warnings.push_back(message); };
  static_cast<void>(shard(asked));
  EXPECT_EQ(warnings, (std::vector<std::string>{
                          "3 columns ('c7', 'c8', 'c9') have no value in any row and are dropped",
                          "1997 columns ('c0', 'c1', 'c2', 'c3', 'c4', …) have the same value in every row; they are kept",
                      }));
}

TEST_F(BadRows, AreOutweighedByAColumnsTypeOnlyUpToMaxBadRows) {
  // One odd value in a hundred is a bad row; two make a category.
  EXPECT_EQ(type_of(shard(tolerant(hundred(50, "x,x"))).dataset, "a"), ColumnType::integer);
  std::string text = hundred(50, "x,x");
  text.replace(text.find("\n60,"), 4, "\ny,");
  EXPECT_EQ(type_of(shard(tolerant(text)).dataset, "a"), ColumnType::category);
}

struct Learned {
  const char* what;
  const char* values;  // lines of one column
  ColumnType type;
};

TEST_F(BadRows, AreFewBecauseTypesAreLearnedFromAllRows) {
  for (const Learned& learned : {Learned{"integers", "1\n-2\nNA\n+3", ColumnType::integer},
                                 {"an integer among fractions", "1\n2.5\n3", ColumnType::floating},
                                 {"zero and one", "0\n1\n1", ColumnType::integer},
                                 {"true and false", "true\nFalse\nNA", ColumnType::boolean},
                                 {"true among text", "true\nmaybe", ColumnType::category},
                                 {"dates", "2020-01-01\n2020-01-02T03:04:05Z", ColumnType::timestamp},
                                 {"leading zeros", "007\n010\n123", ColumnType::category},
                                 {"beyond 2^53", "9007199254740993\n1", ColumnType::category},
                                 {"large among fractions", "9007199254740993\n1.5", ColumnType::floating},
                                 {"text", "a\nb\n1", ColumnType::category},
                                 {"decimal commas", "\"1,5\"\n\"2,5\"", ColumnType::floating},
                                 {"one infinite", "1\n2\ninf", ColumnType::floating}}) {
    EXPECT_EQ(inspect(tolerant("v\n" + std::string(learned.values) + "\n")).schema.find("v")->type, learned.type) << learned.what;
  }
}

TEST_F(BadRows, WarningsTellWhichColumnsWereTakenAsCategoryInDoubt) {
  inspect(tolerant("id,big,mixed\n007,9007199254740993,5\n8,2,6\n9,3,many\n"));
  EXPECT_TRUE(contains(warnings_, "column 'id' holds integers such as '007'")) << warnings_;
  EXPECT_TRUE(contains(warnings_, "column 'big' holds integers such as '9007199254740993'")) << warnings_;
  EXPECT_TRUE(contains(warnings_, "column 'mixed': 1 of 3 values are no numbers (first: 'many' at")) << warnings_;
  warnings_.clear();
  auto dropping = tolerant("id,a,b\n007,1,\n008,2,\n");
  dropping.drop = {"id", "b"};
  inspect(dropping);
  EXPECT_EQ(warnings_, "");
}

TEST_F(BadRows, AreAllRowsOfAColumnWithDecimalCommas) {
  std::string text = "a,b\n";
  for (int i = 0; i < 100; ++i) text += "\"" + std::to_string(i) + ",5\",x\n";
  const std::string message = failure(ExitCode::bad_data, [&] { static_cast<void>(shard(tolerant(text))); });
  EXPECT_TRUE(contains(message, "100 of 100 rows are bad, more than data.max_bad_rows (0.01) allows; correct them, or raise it"))
      << message;
  EXPECT_TRUE(contains(message, "data.csv:2: data row 1, column 'a': '0,5': not a number; write a decimal point, and no comma")) << message;
  EXPECT_TRUE(contains(warnings_, "To keep them, give the column decimal: \",\" in a schema, which `validate --suggest` prints"))
      << warnings_;
}

TEST_F(BadRows, OfOneDecimalCommaAmongPointsDoNotAskForCommas) {
  static_cast<void>(shard(tolerant(hundred(50, "\"7,5\",x"))));
  EXPECT_TRUE(contains(warnings_, "To keep them, give the column type category in a schema")) << warnings_;
}

TEST_F(BadRows, OfOneOverflowDoNotMakeAColumnOfIntegersACategory) {
  const auto made = shard(tolerant(hundred(50, "99999999999999999999999,x")));
  EXPECT_EQ(type_of(made.dataset, "a"), ColumnType::integer);
  EXPECT_TRUE(contains(read(made.dataset.folder() / "quarantine.csv"), ",50,48,a,99999999999999999999999,an integer beyond ±2^53,"));
}

TEST_F(BadRows, ThatAreSetAsideAreWarnedAboutWithTheFirst) {
  static_cast<void>(shard(tolerant(hundred(50, "7,x,y"))));
  const std::string expected = "1 of 100 rows set aside in quarantine.csv; the first: " + (folder_ / "data.csv").string() +
                               ":50: data row 49: 3 fields, the header has 2\n";
  EXPECT_TRUE(contains(warnings_, expected)) << warnings_;
}

TEST_F(BadRows, ThatAreAllRowsAreNotTakenForAMissingTarget) {
  const std::string message = failure(ExitCode::bad_data, [&] { static_cast<void>(inspect(tolerant("a,y\n1,2,3\n4,5,6\n", "y"))); });
  EXPECT_TRUE(contains(message, "not one of 2 rows fits the header:")) << message;
  EXPECT_TRUE(contains(message, "data.csv:2: data row 1: 3 fields, the header has 2")) << message;
}

TEST_F(BadRows, CountsAndColumnsAreInTheQualityReport) {
  auto asked = request("n,f,c,t,y\n1,0.5,x,2020-01-01,1\n3,,y,2020-01-03,2\n,1.5,x,,3\nx,1,1,1,1\n1,1,1\n", "y");
  asked.schema = parse_schema(
      "fields: [{name: n, type: integer}, {name: f, type: float}, {name: c, type: category}, {name: t, type: timestamp}, "
      "{name: y, type: float}]",
      "s");
  const auto quality = inspect(asked);
  EXPECT_EQ(quality.rows, 3U);
  EXPECT_EQ(quality.bad_rows, 2U);
  const auto& report = quality.report;
  EXPECT_EQ(report["rows"], 3);
  EXPECT_EQ(report["bad"], 2);
  const auto& n = report["columns"][0];
  EXPECT_EQ(n.dump(), R"({"name":"n","type":"integer","role":"feature","missing":1,"distinct":2,"min":1,"max":3,"mean":2.0})");
  EXPECT_EQ(report["columns"][1].dump(),
            R"({"name":"f","type":"float","role":"feature","missing":1,"distinct":2,"min":0.5,"max":1.5,"mean":1.0})");
  EXPECT_EQ(report["columns"][2].dump(), R"({"name":"c","type":"category","role":"feature","missing":0,"distinct":2})");
  EXPECT_EQ(
      report["columns"][3].dump(),
      R"({"name":"t","type":"timestamp","role":"feature","missing":1,"distinct":2,"min":"2020-01-01T00:00:00Z","max":"2020-01-03T00:00:00Z","mean":"2020-01-02T00:00:00Z"})");
  EXPECT_EQ(report["columns"][4]["role"], "target");
  EXPECT_EQ(report["bad_rows"].size(), 2U);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "results"));
}

}  // namespace
}  // namespace trainyard::dataset
