// `data.expect`: what an item may hold, and what makes no sense.
#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

// The items are in line 3.
std::string mistakes_of_data(const std::string& items) {
  return Written("experiment: e\ndata:\n  expect: [" + items + "]\n  source: a.csv\n").mistakes();
}

TEST(ExpectSection, EveryKindIsTaken) {
  for (const char* item :
       {"{column: a, present: true}", "{column: a, present: false}", "{column: a, type: date}", "{column: a, min: 0, max: 2e3}",
        "{column: a, min: 2012-10-01, max: 2012-10-01T05:00:00Z}", "{column: a, allowed: [no, 007, 1]}", "{column: a, pattern: '[A-Z]+'}",
        "{column: a, unique: true}", "{unique: [a, b]}", "{column: a, max_missing: 0.05}", "{rows: {min: 10, max: 20}}",
        "{column: a, max_age: 2d}", "{column: a, order: strictly_decreasing, by: g}", "{column: a, not_constant: true}",
        "{column: a, min_share: 0.01, max_share: 0.9}", "{column: a, mean: {min: -1}}",
        "{reference: p.json, new_categories: 0, vanished_categories: 3, range: 0.1, missing_rate: 0.05}",
        "{column: a, reference: p.json, range: 0, level: warn, name: as before}"}) {
    EXPECT_EQ(mistakes_of_data(item), "") << item;
  }
}

TEST(ExpectSection, HoldsLimitsAndValuesAsTheyAreWritten) {
  const Written file("experiment: e\ndata: {source: a.csv, expect: [{column: a, min: 0.10, allowed: [no, 007], max_age: 2d}]}\n");
  const Config config = file.load({"data.now=2020-01-01"});
  const auto& item = config.at("data.expect")[0];
  EXPECT_EQ(item["min"], "0.10");
  EXPECT_EQ(item["allowed"], nlohmann::ordered_json({"no", "007"}));
  EXPECT_EQ(item["max_age"], 172800);
  EXPECT_EQ(item["level"], "fail");
  EXPECT_EQ(config.at("data.now"), "2020-01-01");
  EXPECT_EQ(loaded("").at("data.expect"), nlohmann::ordered_json::array());
  EXPECT_NE(file.mistakes({"data.now=yesterday"}).find("--set data.now: must be a time like 2012-10-01"), std::string::npos);
}

TEST(ExpectSection, AMisspeltKeyIsAnsweredWithTheNearest) {
  EXPECT_EQ(mistakes_of_data("{column: a, max_mising: 0.1}"),
            "c.yaml:3:24: data.expect[0].max_mising: unknown key, did you mean 'max_missing'?");
}

TEST(ExpectSection, WhatMakesNoSenseIsRefusedAtItsPlace) {
  for (const auto& [item, message] : std::vector<std::pair<std::string, std::string>>{
           {"{column: a}", "data.expect[0]: holds no check; add one, like max_missing: 0.05, min: 0 or present: true"},
           {"{min: 0}", "data.expect[0].min: is about a column; name it with `column`"},
           {"{unique: true}", "data.expect[0].unique: is about a column; name it with `column`, or list the columns"},
           {"{column: a, unique: [a, b]}", "data.expect[0].unique: names its columns itself; take `column` out, or write unique: true"},
           {"{column: a, unique: false}", "data.expect[0].unique: false checks nothing; take it out"},
           {"{column: a, rows: {min: 1}}", "data.expect[0].rows: is about the table; give it an item of its own"},
           {"{rows: {}}", "data.expect[0].rows: is empty; give min or max"},
           {"{rows: {min: 5, max: 4}}", "data.expect[0].rows.min: min (5) is above max (4)"},
           {"{column: a, min: 3, max: 2.5}", "data.expect[0].min: min (3) is above max (2.5)"},
           {"{column: a, min_share: 0.9, max_share: 0.1}", "data.expect[0].min_share: min_share (0.9) is above max_share (0.1)"},
           {"{column: a, min: much}", "data.expect[0].min: must be a number, or a time like 2012-10-01T05:00:00Z; is 'much'"},
           {"{column: a, not_constant: true, by: g}", "data.expect[0].by: goes with `order`, which is not there"},
           {"{column: a, range: 0}", "data.expect[0].range: needs `reference`, a profile.json or the folder of a dataset"},
           {"{reference: p}",
            "data.expect[0].reference: says nothing of what to compare: add new_categories, vanished_categories, range or missing_rate"},
           {"{column: a, present: false, min: 0}",
            "data.expect[0].min: cannot be checked of a column that must not be there (present: false)"}}) {
    const std::string said = mistakes_of_data(item);
    EXPECT_TRUE(said.starts_with("c.yaml:3:")) << said;
    EXPECT_NE(said.find(": " + message), std::string::npos) << item << " said\n" << said;
  }
}

TEST(ExpectSection, TheReferenceShowsTheKeysOfAnItem) {
  EXPECT_NE(reference_markdown().find("| `data.expect[].max_missing` | number |"), std::string::npos);
}

}  // namespace
}  // namespace trainyard::config
