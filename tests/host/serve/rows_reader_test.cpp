#include "host/serve/rows_reader.hpp"

#include <gtest/gtest.h>

#include "tests/host/serve/small_model.hpp"

namespace trainyard::serve {
namespace {

using test::good_row;

class RowsReader : public testing::Test {
 protected:
  dataset::Table read(const std::string& body, std::size_t most_rows = 10) {
    rejection = {};
    return read_rows(body, model->inputs(), most_rows, rejection);
  }
  /// Reads one row with this value in the place of a good one; returns the problems as "path|value|problem|expected" lines.
  std::string problems_with(const std::string& column, const std::string& value) {
    auto row = nlohmann::ordered_json::parse(good_row());
    row.erase(column);
    std::string text = row.dump();
    if (!value.empty()) text.insert(text.size() - 1, ",\"" + column + "\":" + value);
    read(R"({"rows":[)" + good_row() + "," + text + "]}");
    EXPECT_TRUE(rejection.status == 0 || rejection.status == 400);
    std::string found;
    for (const Problem& problem : rejection.problems) {
      found += problem.path + "|" + problem.value + "|" + problem.problem + "|" + problem.expected + "\n";
    }
    return found;
  }
  std::string error_of(const std::string& body, int status = 400) {
    read(body);
    EXPECT_EQ(rejection.status, status) << body;
    return rejection.error;
  }

  std::shared_ptr<const ServedModel> model = test::small_model();
  Rejection rejection;
};

TEST_F(RowsReader, ValuesOfEveryTypeBecomeTheTableThatAFileWouldGive) {
  const auto table = read(R"({"rows": [)" + good_row() + R"(, {"owner": null, "place": null, "sold": null, "new": null, "rooms": 5.0, "income": null}]})");
  ASSERT_FALSE(rejection) << rejection.error;
  ASSERT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.find("income")->numbers[0], 4);
  EXPECT_TRUE(std::isnan(table.find("income")->numbers[1]));
  EXPECT_EQ(table.find("rooms")->numbers, (std::vector<double>{4, 5}));
  EXPECT_EQ(table.find("new")->numbers[0], 1);
  EXPECT_TRUE(std::isnan(table.find("new")->numbers[1]));
  EXPECT_EQ(table.find("sold")->numbers[0], 3e6);
  EXPECT_EQ((*table.find("place")->dictionary)[static_cast<std::size_t>(table.find("place")->codes[0])], "bay");
  EXPECT_EQ(table.find("place")->codes[1], -1);
  EXPECT_TRUE(table.find("owner")->personal);
}

TEST_F(RowsReader, ASpellingOfNoValueInATextIsMissingAsInAFile) {
  const auto table = read(R"({"rows": [{"income": 1, "rooms": 1, "new": false, "sold": "NA", "place": "", "owner": "null"}]})");
  ASSERT_FALSE(rejection) << rejection.error;
  EXPECT_TRUE(std::isnan(table.find("sold")->numbers[0]));
  EXPECT_EQ(table.find("place")->codes[0], -1);
  EXPECT_EQ(table.find("owner")->codes[0], -1);
}

TEST_F(RowsReader, ColumnsThatTheModelDoesNotLookAtMayBeThere) {
  read(R"({"rows": [)" + good_row(R"(, "price": {"any": ["thing"]})") + "]}");
  EXPECT_FALSE(rejection) << rejection.error;
}

TEST_F(RowsReader, EveryValueThatDoesNotFitIsNamedWithItsPlaceAndWhatIsExpected) {
  EXPECT_EQ(problems_with("income", "4.5"), "");
  EXPECT_EQ(problems_with("income", "\"4\""), "/rows/1/income|\"4\"|text in the place of a number|a number from 0 to 100, or null\n");
  EXPECT_EQ(problems_with("income", "-1"), "/rows/1/income|-1|below the least allowed, 0.0|a number from 0 to 100, or null\n");
  EXPECT_EQ(problems_with("income", "1e300"), "/rows/1/income|1e+300|above the greatest allowed, 100.0|a number from 0 to 100, or null\n");
  EXPECT_EQ(problems_with("income", "true"), "/rows/1/income|true|true or false in the place of a number|a number from 0 to 100, or null\n");
  EXPECT_EQ(problems_with("income", "[1]"), "/rows/1/income|\"[…]\"|a list in the place of a number|a number from 0 to 100, or null\n");
  EXPECT_EQ(problems_with("income", R"({"a": {"b": [1, {}]}})"),
            "/rows/1/income|\"{…}\"|an object in the place of a number|a number from 0 to 100, or null\n");
  EXPECT_EQ(problems_with("income", ""),
            "/rows/1/income||the feature is missing; send null where it is not known|a number from 0 to 100, or null\n");
  EXPECT_EQ(problems_with("rooms", ""), "/rows/1/rooms||the feature is missing|a whole number\n");
  EXPECT_EQ(problems_with("rooms", "null"), "/rows/1/rooms|null|a required value is missing|a whole number\n");
  EXPECT_EQ(problems_with("rooms", "1.5"), "/rows/1/rooms|1.5|not a whole number|a whole number\n");
  EXPECT_EQ(problems_with("rooms", "9007199254740993"), "/rows/1/rooms|9007199254740993|an integer beyond ±2^53|a whole number\n");
  EXPECT_EQ(problems_with("rooms", "18446744073709551615"), "/rows/1/rooms|18446744073709551615|an integer beyond ±2^53|a whole number\n");
  EXPECT_EQ(problems_with("rooms", "1e18"), "/rows/1/rooms|1e+18|an integer beyond ±2^53|a whole number\n");
  EXPECT_EQ(problems_with("new", "1"), "/rows/1/new|1|a number in the place of true or false|true or false, or null\n");
  EXPECT_NE(problems_with("sold", "\"yesterday\"").find("/rows/1/sold|\"yesterday\"|"), std::string::npos);
  EXPECT_EQ(problems_with("place", "\"inlnd\""),
            "/rows/1/place|\"inlnd\"|not an allowed value, did you mean 'inland'?|one of \"bay\", \"inland\", \"island\", or null\n");
  EXPECT_EQ(problems_with("place", "7"), "/rows/1/place|7|a number in the place of text|one of \"bay\", \"inland\", \"island\", or null\n");
}

TEST_F(RowsReader, PersonalValuesAreNotRepeated) {
  EXPECT_EQ(problems_with("owner", "17"), "/rows/1/owner|\"(personal)\"|a number in the place of text|text, or null\n");
}

TEST_F(RowsReader, AllProblemsOfAllRowsComeAtOnceInOrder) {
  read(R"({"rows": [{"income": "x", "rooms": null, "new": 2, "sold": null, "place": null, "owner": null},)" + good_row(R"(, "incme": 5, "a/b~": 1)") +
       R"(, {"rooms": 1}]})");
  ASSERT_EQ(rejection.status, 400);
  std::vector<std::string> paths;
  for (const Problem& problem : rejection.problems) paths.push_back(problem.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/rows/0/income", "/rows/0/rooms", "/rows/0/new", "/rows/1/incme", "/rows/1/a~1b~0",
                                             "/rows/2/income", "/rows/2/new", "/rows/2/sold", "/rows/2/place", "/rows/2/owner"}));
  EXPECT_NE(rejection.problems[3].problem.find("did you mean 'income'?"), std::string::npos);
}

TEST_F(RowsReader, AFeatureNamedTwiceIsAProblem) {
  read(R"({"rows": [)" + good_row(R"(, "rooms": 5)") + "]}");
  ASSERT_EQ(rejection.problems.size(), 1U);
  EXPECT_EQ(rejection.problems[0].problem, "the feature is named twice in this row");
}

TEST_F(RowsReader, ABodyOfAnotherFormSaysWhichIsTaken) {
  EXPECT_NE(error_of("").find("the body is not JSON: it ends too early"), std::string::npos);
  EXPECT_NE(error_of("{\"rows\": [").find("the body is not JSON: it ends too early"), std::string::npos);
  EXPECT_NE(error_of(R"({"rows": []} x)").find("the body is not JSON"), std::string::npos);
  EXPECT_NE(error_of(R"({"rows": [{"income": NaN}]})").find("send null for a missing value"), std::string::npos);
  EXPECT_NE(error_of("\xff").find("the body is not JSON"), std::string::npos);
  EXPECT_NE(error_of("[]").find("where an object belongs"), std::string::npos);
  EXPECT_NE(error_of("3").find("the body is 3 where an object belongs"), std::string::npos);
  EXPECT_NE(error_of("{}").find("no key 'rows'"), std::string::npos);
  EXPECT_NE(error_of(R"({"row": []})").find("a key 'row'; it takes one, 'rows'"), std::string::npos);
  EXPECT_NE(error_of(R"({"rows": [], "rows": []})").find("two keys"), std::string::npos);
  EXPECT_NE(error_of(R"({"rows": {}})").find("/rows is"), std::string::npos);
  EXPECT_NE(error_of(R"({"rows": 3})").find("/rows is 3"), std::string::npos);
  EXPECT_NE(error_of(R"({"rows": []})").find("/rows is empty"), std::string::npos);
  EXPECT_NE(error_of(R"({"rows": [)" + good_row() + ", 3]}").find("/rows/1 is no row"), std::string::npos);
  EXPECT_NE(error_of(R"({"rows": [[1]]})").find("/rows/0 is no row"), std::string::npos);
}

TEST_F(RowsReader, MoreRowsThanAllowedAre413) {
  std::string rows = good_row();
  for (int i = 1; i < 10; ++i) rows += "," + good_row();
  read(R"({"rows": [)" + rows + "]}");
  EXPECT_FALSE(rejection) << rejection.error;
  EXPECT_NE(error_of(R"({"rows": [)" + rows + "," + good_row() + "]}", 413).find("more than 10 rows"), std::string::npos);
}

TEST_F(RowsReader, DeepNestingEndsAtACapAndNotWithTheStack) {
  const std::string deep(100'000, '[');
  EXPECT_NE(error_of(R"({"rows": [{"income": )" + deep).find("nests deeper than 32"), std::string::npos);
  EXPECT_FALSE(read_document(deep, rejection = {}).has_value());
  EXPECT_NE(rejection.error.find("nests deeper than 32"), std::string::npos);
  rejection = {};
  EXPECT_TRUE(read_document("[[[1]]]", rejection).has_value());
}

TEST_F(RowsReader, ManyProblemsAreCountedAndTheFirstHundredShown) {
  std::string rows = "{}";
  for (int i = 1; i < 50; ++i) rows += ",{}";
  read(R"({"rows": [)" + rows + "]}", 100);
  EXPECT_EQ(rejection.count, 300U);
  EXPECT_EQ(rejection.problems.size(), 100U);
  EXPECT_NE(response_to(rejection, "id").body.find("300 values are not as the model takes them, of which the first 100"), std::string::npos);
}

}  // namespace
}  // namespace trainyard::serve
