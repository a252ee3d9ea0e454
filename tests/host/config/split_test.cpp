// The section `split`: what each method needs, takes and refuses; and the columns of `data` that have a part of their own.
#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

// The mistakes of a config whose data has a target, a timestamp and a weight; the split is in line 3.
std::string mistakes(const std::string& split, const std::string& data = "timestamp: t, ") {
  return Written("experiment: e\ndata: {source: a.csv, " + data + "target: y}\nsplit: " + split + "\n").mistakes();
}

ordered_json split_of(const std::string& split) {
  return Written("experiment: e\ndata: {source: a.csv, timestamp: t}\nsplit: " + split + "\n").load().at("split");
}

TEST(SplitSection, EveryMethodIsTakenWithItsKeys) {
  for (const char* split :
       {"{method: random, test: 0}", "{method: stratified, test: 0.3}", "{method: time}", "{method: time, test: 0.1, gap: 2h}",
        "{method: time, cutoff: 2012-10-01, gap: 1d, folds: 3}", "{method: group, column: shop, test: 0.25}", "{method: group, column: t}",
        "{method: column, column: part}", "{method: column, column: part, test: [no, 2, true]}", "{method: file, test: more.csv}",
        "{method: file, test: [a.csv, 'b*.csv']}"}) {
    EXPECT_EQ(mistakes(split), "") << split;
  }
}

TEST(SplitSection, WhatIsTestedByDefaultGoesByTheMethod) {
  EXPECT_EQ(split_of("{method: time}").at("test"), 0.2);
  EXPECT_EQ(split_of("{method: group, column: g}").at("test"), 0.2);
  EXPECT_EQ(split_of("{method: column, column: g}").at("test"), "test");
  EXPECT_FALSE(split_of("{method: time, cutoff: 2012-10-01}").contains("test"));
  EXPECT_EQ(split_of("{gap: 90m, method: time}").at("gap"), 5400);
}

TEST(SplitSection, KeysOfAnotherMethodAreRefused) {
  EXPECT_EQ(mistakes("{gap: 1d}"), "c.yaml:3:14: split.gap: is for method time; the method is random");
  EXPECT_EQ(mistakes("{method: group, column: g, cutoff: 2012-10-01}"),
            "c.yaml:3:43: split.cutoff: is for method time; the method is group");
  EXPECT_EQ(mistakes("{method: time, column: g}"), "c.yaml:3:31: split.column: is for the methods group and column; the method is time");
  EXPECT_EQ(mistakes("{method: time, cutoff: 2012-10-01, test: 0.2}"),
            "c.yaml:3:49: split.test: does not go with cutoff, which says where the test rows begin; take one of them out");
}

TEST(SplitSection, WhatAMethodNeedsIsAskedFor) {
  EXPECT_EQ(mistakes("{method: time}", ""), "c.yaml:3:17: split.method: time needs data.timestamp, the name of the column with the times");
  EXPECT_EQ(mistakes("{method: group}"), "c.yaml:3:8: split.column: is required by method group");
  EXPECT_EQ(mistakes("{method: column}"), "c.yaml:3:8: split.column: is required by method column");
  EXPECT_EQ(mistakes("{method: file}"), "c.yaml:3:8: split.test: is required by method file: the file with the test rows");
}

TEST(SplitSection, TestIsANumberOrTextAsTheMethodSays) {
  EXPECT_EQ(mistakes("{method: stratified, test: much}"), "c.yaml:3:35: split.test: must be a number with method stratified; is 'much'");
  EXPECT_EQ(mistakes("{test: [0.2]}"), "c.yaml:3:15: split.test: must be a number with method random; is a list");
  EXPECT_EQ(mistakes("{test: true}"), "c.yaml:3:15: split.test: must be a number with method random; is true");
  EXPECT_EQ(mistakes("{method: group, column: g, test: 1.5}"),
            "c.yaml:3:41: split.test: must be at least 0 and below 1 (fraction); is 1.5");
  EXPECT_EQ(mistakes("{method: file, test: [a.csv, 0.2]}"),
            "c.yaml:3:37: split.test[1]: must be a path with method file; is 0.2 (quotes make it text)");
  EXPECT_EQ(mistakes("{method: file, test: ~/a.csv}"),
            "c.yaml:3:29: split.test: must be a path; `~` is not expanded, write the folder out; is '~/a.csv'");
  EXPECT_EQ(mistakes("{method: column, column: g, test: []}"), "c.yaml:3:42: split.test: is empty; give at least 1");
}

TEST(SplitSection, ItsColumnHasNoOtherPart) {
  EXPECT_EQ(mistakes("{method: group, column: y}"), "c.yaml:3:32: split.column: is the target; name another column");
  EXPECT_EQ(mistakes("{method: column, column: w}", "weight: w, "), "c.yaml:3:33: split.column: is the weight; name another column");
  EXPECT_EQ(mistakes("{method: column, column: t}"), "c.yaml:3:33: split.column: is the timestamp; name another column");
  EXPECT_EQ(mistakes("{method: group, column: d}", "drop: [d], "), "c.yaml:3:32: split.column: is not read; take it out of data.drop");
}

TEST(DataSection, NamedColumnsHaveOnePartAndAreRead) {
  EXPECT_EQ(mistakes("{}", "weight: y, "), "c.yaml:2:31: data.weight: is the target already; name another column");
  EXPECT_EQ(mistakes("{}", "weight: w, timestamp: w, "), "c.yaml:2:45: data.timestamp: is the weight already; name another column");
  EXPECT_EQ(mistakes("{}", "timestamp: t, drop: [t], "), "c.yaml:2:44: data.drop[0]: is the timestamp; take it out of data.drop");
}

TEST(SplitSection, EffectiveDocumentLoadsToItself) {
  for (const char* split : {"{method: time, gap: 2h}", "{method: time, cutoff: 2012-10-01}", "{method: column, column: c}",
                            "{method: file, test: [a.csv, b.csv]}"}) {
    const Config first = Written("experiment: e\ndata: {source: a.csv, timestamp: t}\nsplit: " + std::string(split) + "\n").load();
    EXPECT_EQ(Written(first.document().dump(), "c.json").load().document().dump(), first.document().dump());
  }
}

}  // namespace
}  // namespace trainyard::config
