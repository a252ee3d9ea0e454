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

TEST(SplitSection, FoldsCanBeOfAnotherKindThanTheTestRows) {
  for (const char* split :
       {"{method: time, cv: group, group: shop}", "{cv: time, gap: 1d, window: sliding, window_size: 7d}",
        "{method: time, cv: blocks, gap: 1h}", "{method: column, column: part, cv: stratified_group, group: shop}",
        "{method: group, column: shop, cv: stratified_group, bins: 5}", "{cv: stratified, stratify: kind}",
        "{method: stratified, stratify: size, bins: 4, cv: kfold}", "{method: time, window: expanding}", "{cv: group, group: t}"}) {
    EXPECT_EQ(mistakes(split), "") << split;
  }
  EXPECT_EQ(mistakes("{method: group, column: g, weighted: true}", "weight: w, "), "");
}

TEST(SplitSection, KeysThatTheFoldsDoNotTakeOrLackAreNamed) {
  const auto expect = [](const std::string& split, const std::string& mistake) {
    EXPECT_EQ(mistakes(split), "c.yaml:3:" + mistake) << split;
  };
  expect("{method: time, cv: group}", "8: split.group: is required by cv group: the column with the groups");
  expect("{group: shop}", "16: split.group: is for cv group and stratified_group; the method is random");
  expect("{method: group, column: g, group: h}",
         "42: split.group: does not go with method group, whose groups are those of split.column; take it out");
  expect("{method: column, column: g, cv: group, group: g}", "54: split.group: is split.column already; name another column");
  expect("{cv: group, group: y}", "27: split.group: is the target; name another column");
  expect("{folds: 0, cv: kfold}", "23: split.cv: needs split.folds of 2 or more");
  expect("{window: sliding, window_size: 3d}", "17: split.window: is for folds by time; the method is random");
  expect("{method: time, cv: kfold, window: expanding}", "42: split.window: is for folds by time; the method is time, cv is kfold");
  expect("{method: time, window: sliding}", "8: split.window_size: is required by window sliding: how much time a fold is trained on");
  expect("{method: time, window_size: 3d}", "36: split.window_size: is for window sliding; add it, or take this out");
  expect("{stratify: kind}", "19: split.stratify: is for what is stratified; the method is random");
  expect("{cv: kfold, bins: 5}", "26: split.bins: is for what is stratified; the method is random");
  expect("{method: stratified, stratify: y}", "39: split.stratify: is the target, which strata are made of anyway; take it out");
  expect("{weighted: true}", "19: split.weighted: needs data.weight, the name of the column with the weights");
  EXPECT_EQ(mistakes("{method: time, weighted: true}", "timestamp: t, weight: w, "),
            "c.yaml:3:33: split.weighted: evens out random rows and groups; the method is time");
  EXPECT_EQ(mistakes("{cv: blocks}", ""), "c.yaml:3:13: split.cv: blocks needs data.timestamp, the name of the column with the times");
  EXPECT_EQ(mistakes("{method: stratified, stratify: d}", "drop: [d], "),
            "c.yaml:3:39: split.stratify: is not read; take it out of data.drop");
}

TEST(SplitSection, WhatIsTestedByDefaultGoesByTheMethod) {
  EXPECT_EQ(split_of("{method: time}").at("test"), 0.2);
  EXPECT_EQ(split_of("{method: group, column: g}").at("test"), 0.2);
  EXPECT_EQ(split_of("{method: column, column: g}").at("test"), "test");
  EXPECT_FALSE(split_of("{method: time, cutoff: 2012-10-01}").contains("test"));
  EXPECT_EQ(split_of("{gap: 90m, method: time}").at("gap"), 5400);
}

TEST(SplitSection, KeysOfAnotherMethodAreRefused) {
  EXPECT_EQ(mistakes("{gap: 1d}"), "c.yaml:3:14: split.gap: is for method time, and for cv time and blocks; the method is random");
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
