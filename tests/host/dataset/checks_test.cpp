// Every kind of check over good and bad tables, at its limits, and over nothing.
#include "host/dataset/checks/checks.hpp"

#include "tests/host/dataset/checked_table.hpp"

namespace trainyard::dataset {
namespace {

using DataChecks = CheckedTable;
using enum ColumnType;

TEST_F(DataChecks, PresenceIsOfTheNameAlone) {
  add("a", floating, {"1"});
  EXPECT_EQ(status(R"({"column": "a", "present": true})"), "passed");
  EXPECT_EQ(status(R"({"column": "b", "present": true})"), "failed");
  EXPECT_EQ(status(R"({"column": "a", "present": false})"), "failed");
  EXPECT_EQ(status(R"({"column": "b", "present": false})"), "passed");
}

TEST_F(DataChecks, OtherChecksOfAColumnThatMayBeAbsentAreNotEvaluatedWithoutIt) {
  add("a", floating, {"1"});
  const auto all = results(R"([{"column": "b", "present": true, "min": "0", "unique": true}])");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].status, "failed");
  EXPECT_EQ(all[1].status, "not_evaluated");
  EXPECT_EQ(all[2].status, "not_evaluated");
}

TEST_F(DataChecks, ANarrowerTypePasses) {
  add("i", integer, {"1"});
  add("f", floating, {"1.5"});
  add("d", date, {"2020-01-01"});
  EXPECT_EQ(status(R"({"column": "i", "type": "integer"})"), "passed");
  EXPECT_EQ(status(R"({"column": "i", "type": "float"})"), "passed");
  EXPECT_EQ(status(R"({"column": "f", "type": "integer"})"), "failed");
  EXPECT_EQ(status(R"({"column": "d", "type": "timestamp"})"), "passed");
  EXPECT_EQ(status(R"({"column": "d", "type": "category"})"), "failed");
}

TEST_F(DataChecks, LimitsOfARangeAreInIt) {
  add("a", floating, {"0", "", "20", "-0.5", "21"});
  const auto outside = result(R"({"column": "a", "min": "0", "max": "20"})");
  EXPECT_EQ(outside.status, "failed");
  EXPECT_EQ(outside.observed, "-0.5 to 21");
  EXPECT_EQ(outside.expected, "0 to 20");
  EXPECT_EQ(outside.rows_failing, 2U);
  EXPECT_EQ(outside.first, "data.csv: data row 4: '-0.5'");
  EXPECT_EQ(status(R"({"column": "a", "min": "-0.5", "max": "21"})"), "passed");
  EXPECT_EQ(result(R"({"column": "a", "max": "20"})").expected, "at most 20");
}

TEST_F(DataChecks, ARangeOfTimesIsGivenAsTimes) {
  add("t", timestamp, {"2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"});
  EXPECT_EQ(status(R"({"column": "t", "min": "2020-01-01", "max": "2020-01-02"})"), "passed");
  const auto late = result(R"({"column": "t", "max": "2020-01-01T12:00:00Z"})");
  EXPECT_EQ(late.status, "failed");
  EXPECT_EQ(late.first, "data.csv: data row 2: '2020-01-02T00:00:00Z'");
}

TEST_F(DataChecks, AllowedValuesAreThoseOfTheColumnsType) {
  add("c", category, {"yes", "no", "", "007", "maybe"});
  add("i", integer, {"1", "2", "2", "3", ""});
  add("b", boolean, {"true", "true", "", "true", "true"});
  const auto other = result(R"({"column": "c", "allowed": ["no", "yes", "007"]})");
  EXPECT_EQ(other.status, "failed");
  EXPECT_EQ(other.rows_failing, 1U);
  EXPECT_EQ(other.first, "data.csv: data row 5: 'maybe'");
  EXPECT_EQ(status(R"({"column": "c", "allowed": ["no", "yes", "007", "maybe"]})"), "passed");
  EXPECT_EQ(status(R"({"column": "i", "allowed": ["1", "2.0", "3"]})"), "passed");
  EXPECT_EQ(result(R"({"column": "i", "allowed": ["1", "3"]})").rows_failing, 2U);
  EXPECT_EQ(status(R"({"column": "b", "allowed": ["TRUE"]})"), "passed");
}

TEST_F(DataChecks, APatternMatchesAllOfAValue) {
  add("c", category, {"AB-1", "CD-22", "", "AB-1", "xAB-1"});
  add("t", text, {"été", "abc", "", "abcd", "ab"});
  const auto other = result(R"({"column": "c", "pattern": "[A-Z]{2}-\\d+"})");
  EXPECT_EQ(other.status, "failed");
  EXPECT_EQ(other.first, "data.csv: data row 5: 'xAB-1'");
  EXPECT_EQ(status(R"({"column": "c", "pattern": ".*AB.*|CD-22"})"), "passed");
  const auto three = result(R"({"column": "t", "pattern": ".{3}"})");
  EXPECT_EQ(three.rows_failing, 2U) << "three characters, not bytes";
  EXPECT_EQ(three.first, "data.csv: data row 4: 'abcd'");
}

TEST_F(DataChecks, UniqueComparesRowsThatHaveTheWholeKey) {
  add("id", integer, {"", "1", "2", "", "3", "2"});
  add("a", category, {"x", "x", "y", "", "y", "x"});
  add("b", floating, {"1", "2", "1", "", "1", "1"});
  const auto twice = result(R"({"column": "id", "unique": true})");
  EXPECT_EQ(twice.status, "failed");
  EXPECT_EQ(twice.rows_failing, 1U);
  EXPECT_EQ(twice.first, "data.csv: data rows 3 and 6");
  const auto pair = result(R"({"unique": ["a", "b"]})");
  EXPECT_EQ(pair.column, "a, b");
  EXPECT_EQ(pair.rows_failing, 2U);
  EXPECT_EQ(pair.first, "data.csv: data rows 3 and 5");
  EXPECT_EQ(status(R"({"unique": ["id", "a"]})"), "passed");
}

TEST_F(DataChecks, AShareOfMissingValuesAtTheLimitPasses) {
  std::vector<std::string> cells(100, "1");
  std::fill(cells.begin(), cells.begin() + 29, "");
  add("a", floating, cells);
  EXPECT_EQ(status(R"({"column": "a", "max_missing": 0.29})"), "passed");
  const auto more = result(R"({"column": "a", "max_missing": 0.28})");
  EXPECT_EQ(more.status, "failed");
  EXPECT_EQ(more.observed, "0.29 missing");
  EXPECT_EQ(more.rows_failing, 29U);
}

TEST_F(DataChecks, RowsAreCountedWithinLimits) {
  add("a", floating, {"1", "2", "3"});
  EXPECT_EQ(status(R"({"rows": {"min": 3, "max": 3}})"), "passed");
  EXPECT_EQ(status(R"({"rows": {"min": 4}})"), "failed");
  EXPECT_EQ(status(R"({"rows": {"max": 2}})"), "failed");
}

TEST_F(DataChecks, TheNewestTimeMayBeAsOldAsMaxAge) {
  add("t", timestamp, {"2020-09-11T12:26:40Z", "", "2020-01-01"});
  EXPECT_EQ(status(R"({"column": "t", "max_age": 172800})"), "passed");
  const auto old = result(R"({"column": "t", "max_age": 172799})");
  EXPECT_EQ(old.status, "failed");
  EXPECT_EQ(old.observed, "newest is 2020-09-11T12:26:40Z, 2 d old");
}

TEST_F(DataChecks, ATimeThatLiesFarAheadIsNotFresh) {
  add("t", timestamp, {"2020-09-14T12:26:40Z"});
  add("u", timestamp, {"2020-09-14T12:26:41Z"});
  EXPECT_EQ(status(R"({"column": "t", "max_age": 1})"), "passed") << "a local time may be up to a day ahead";
  EXPECT_EQ(status(R"({"column": "u", "max_age": 1})"), "failed");
}

TEST_F(DataChecks, OrderIsFromRowToRowOrWithinGroups) {
  add("n", integer, {"1", "5", "", "2", "5", "6"});
  add("g", category, {"x", "y", "x", "x", "y", ""});
  const auto up = result(R"({"column": "n", "order": "increasing"})");
  EXPECT_EQ(up.status, "failed");
  EXPECT_EQ(up.first, "data.csv: data row 4: '2 after 5'");
  EXPECT_EQ(status(R"({"column": "n", "order": "increasing", "by": "g"})"), "passed");
  EXPECT_EQ(result(R"({"column": "n", "order": "strictly_increasing", "by": "g"})").first, "data.csv: data row 5: '5 after 5'");
  EXPECT_EQ(result(R"({"column": "n", "order": "decreasing"})").rows_failing, 3U);
  EXPECT_EQ(result(R"({"column": "n", "order": "strictly_decreasing", "by": "g"})").rows_failing, 2U);
}

TEST_F(DataChecks, AColumnOfOneValueIsConstant) {
  add("a", category, {"x", "", "x"});
  add("b", floating, {"1", "2", ""});
  EXPECT_EQ(status(R"({"column": "a", "not_constant": true})"), "failed");
  EXPECT_EQ(status(R"({"column": "b", "not_constant": true})"), "passed");
}

TEST_F(DataChecks, SharesAreOfTheClassesThatThereAre) {
  add("y", category, {"no", "no", "no", "yes", ""});
  const auto rare = result(R"({"column": "y", "min_share": 0.26})");
  EXPECT_EQ(rare.status, "failed");
  EXPECT_EQ(rare.observed, "'yes' has 0.25");
  EXPECT_EQ(status(R"({"column": "y", "min_share": 0.25, "max_share": 0.75})"), "passed");
  EXPECT_EQ(result(R"({"column": "y", "max_share": 0.7})").observed, "'no' has 0.75");
}

TEST_F(DataChecks, TheMeanLiesBetweenItsLimits) {
  add("a", floating, {"1", "", "2"});
  EXPECT_EQ(status(R"({"column": "a", "mean": {"min": 1.5, "max": 1.5}})"), "passed");
  const auto low = result(R"({"column": "a", "mean": {"min": 1.6}})");
  EXPECT_EQ(low.status, "failed");
  EXPECT_EQ(low.observed, "1.5");
}

TEST_F(DataChecks, NothingPassesOverNothing) {
  add("n", floating, {"", ""});
  add("c", category, {"", ""});
  add("t", timestamp, {"", ""});
  for (const char* item :
       {R"({"column": "n", "type": "float"})", R"({"column": "n", "min": "0"})", R"({"column": "n", "unique": true})",
        R"({"column": "n", "not_constant": true})", R"({"column": "n", "mean": {"min": 0}})", R"({"column": "n", "order": "increasing"})",
        R"({"column": "c", "allowed": ["a"]})", R"({"column": "c", "pattern": "a"})", R"({"column": "c", "min_share": 0.1})",
        R"({"column": "t", "max_age": 1})"}) {
    EXPECT_EQ(status(item), "not_evaluated") << item;
  }
}

TEST_F(DataChecks, NothingPassesOverNoRows) {
  add("n", floating, {});
  EXPECT_EQ(status(R"({"column": "n", "present": true})"), "not_evaluated");
  EXPECT_EQ(status(R"({"column": "n", "max_missing": 0.5})"), "not_evaluated");
  EXPECT_EQ(status(R"({"rows": {"max": 10}})"), "not_evaluated");
  EXPECT_EQ(status(R"({"rows": {"min": 1}})"), "failed");
}

TEST_F(DataChecks, ValuesOfPersonalColumnsAreLeftOut) {
  add("n", integer, {"17", "99"}).personal = true;
  add("c", category, {"Ann", "Bob"}).personal = true;
  add("t", timestamp, {"1990-01-01", "1991-01-01"}).personal = true;
  std::string all;
  for (const CheckResult& one : results(
           R"([{"column": "n", "max": "50", "order": "decreasing"}, {"column": "c", "allowed": ["X"], "pattern": "Y", "min_share": 0.6},
               {"column": "t", "max_age": 10}])")) {
    EXPECT_EQ(one.status, "failed") << one.kind;
    all += describe(one) + "\n";
  }
  for (const char* value : {"17", "99", "Ann", "Bob", "1990", "1991"}) EXPECT_EQ(all.find(value), std::string::npos) << all;
  EXPECT_NE(all.find("data.csv: data row 2: (personal)"), std::string::npos) << all;
}

TEST_F(DataChecks, OfLevelFailAnythingButPassedCountsAgainstTheTable) {
  add("a", floating, {"1", ""});
  add("e", floating, {"", ""});
  const auto warned = results(R"([{"column": "a", "min": "2", "level": "warn"}, {"column": "a", "max": "2"}])");
  EXPECT_FALSE(any_failed(warned));
  EXPECT_NO_THROW(throw_if_failed(warned));
  const auto failed = results(R"([{"column": "a", "min": "2", "name": "size"}, {"column": "e", "max": "2"}, {"rows": {"min": 1}}])");
  EXPECT_TRUE(any_failed(failed));
  try {
    throw_if_failed(failed);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_data);
    EXPECT_STREQ(error.what(),
                 "2 of 3 checks of the data did not pass; correct the data, or the expectation, or give it level: warn:\n"
                 "  data.expect[0] (size): expected at least 2, is 1 to 1; 1 row; first: data.csv: data row 1: '1'\n"
                 "  data.expect[1] (e: range): expected at most 2, is no value; there is nothing to evaluate");
  }
  EXPECT_EQ(checks_json(failed)[1]["status"], "not_evaluated");
  EXPECT_EQ(checks_json(failed)[0]["rows_failing"], 1);
}

TEST_F(DataChecks, EveryMistakeIsToldWithItsKeyAndTheNearestName) {
  add("median_income", floating, {"1"});
  add("kind", category, {"x"});
  const std::string message = refusal(
      R"([{"column": "median_incom", "min": "0"}, {"column": "kind", "min": "0", "max_age": 5, "order": "increasing"},
          {"column": "median_income", "pattern": "a", "min": "2020-01-01", "allowed": ["1", "x"]},
          {"unique": ["kind", "knd"]}, {"column": "median_income", "order": "increasing", "by": "kin"}])");
  EXPECT_EQ(message,
            "data.expect[0].column: there is no column 'median_incom' among those that are read, did you mean 'median_income'?\n"
            "data.expect[1].min: is for numbers and times, 'kind' is category\n"
            "data.expect[1].order: is for numbers and times, 'kind' is category\n"
            "data.expect[1].max_age: is for times, 'kind' is category\n"
            "data.expect[2].min: '2020-01-01' is not a number, and 'median_income' holds numbers\n"
            "data.expect[2].allowed[1]: 'x' is not a number; 'median_income' is float\n"
            "data.expect[2].pattern: is for categories and texts, 'median_income' is float\n"
            "data.expect[3].unique[1]: there is no column 'knd' among those that are read, did you mean 'kind'?\n"
            "data.expect[4].by: there is no column 'kin' among those that are read, did you mean 'kind'?");
}

TEST(SchemaExpectation, UniqueFieldsAreExpectedToBeSo) {
  Schema schema;
  schema.fields = {{.name = "id", .role = Role::id, .unique = true}, {.name = "a"}};
  const auto expected = schema_expectations(schema);
  ASSERT_EQ(expected.size(), 1U);
  EXPECT_EQ(expected[0].item, nlohmann::ordered_json({{"column", "id"}, {"unique", true}}));
}

TEST(ReadExpectations, APatternThatIsNoneIsToldBeforeAnyDataIsRead) {
  std::string told;
  const auto resolve = [](const std::string& path) { return "/configs/" + path; };
  const auto read = read_expectations({{{"column", "a"}, {"pattern", "(a"}}, {{"reference", "p.json"}, {"range", 0}}}, resolve,
                                      [&](const std::string& path, const std::string& message) { told += path + ": " + message; });
  EXPECT_NE(told.find("data.expect[0].pattern: '(a' is no regular expression (ECMAScript): "), std::string::npos) << told;
  EXPECT_EQ(read[1].item["reference"], "/configs/p.json");
}

TEST(TimeOfChecks, IsWhatIsGivenOrTheClock) {
  EXPECT_EQ(time_of_checks("2020-09-13T12:26:40Z"), checked_now);
  EXPECT_GT(time_of_checks(nullptr), checked_now);
  EXPECT_THROW(static_cast<void>(time_of_checks("2020-13-01")), Error);
}

}  // namespace
}  // namespace trainyard::dataset
