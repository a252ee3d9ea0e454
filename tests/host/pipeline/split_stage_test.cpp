#include "host/pipeline/split_stage.hpp"

#include "host/error/error.hpp"
#include "tests/host/config/written.hpp"

namespace trainyard::pipeline {
namespace {

using config::Config;
using config::Written;
using dataset::ColumnType;
using dataset::Role;
using dataset::SplitMethod;

Config config_with(const std::string& text) {
  return Written("experiment: e\ndata: {source: a.csv, timestamp: t, weight: w, target: y}\n" + text).load();
}

TEST(ReadSplit, KnowsEveryMethodThatTheConfigTakes) {
  const auto words = config::json_schema()["properties"]["split"]["properties"]["method"]["enum"];
  ASSERT_EQ(words.size(), 6U);
  for (std::size_t i = 0; i < words.size(); ++i) {
    EXPECT_EQ(dataset::split_method_from_name(words[i].get<std::string>()), static_cast<SplitMethod>(i));
  }
}

TEST(ReadSplit, ReadsEveryKey) {
  auto options = read_split(config_with("split: {method: time, cutoff: '2012-10-01', gap: 1h30m, folds: 3}\n"));
  EXPECT_EQ(options.method, SplitMethod::time);
  EXPECT_EQ(options.column, "t");
  EXPECT_EQ(options.cutoff, 1349049600000000);
  EXPECT_EQ(options.gap, 5400000000);
  EXPECT_EQ(options.folds, 3);
  options = read_split(config_with("split: {method: time, test: 0.3}\n"));
  EXPECT_EQ(options.test, 0.3);
  EXPECT_FALSE(options.cutoff.has_value());
  options = read_split(config_with("split: {method: column, column: part, test: [no, 2, true, '007']}\n"));
  EXPECT_EQ(options.column, "part");
  EXPECT_EQ(options.marks, (std::vector<std::string>{"no", "2", "true", "007"}));
  EXPECT_EQ(read_split(config_with("split: {method: column, column: part}\n")).marks, std::vector<std::string>{"test"});
  EXPECT_EQ(read_split(config_with("split: {method: stratified, test: 0}\n")).test, 0);
}

TEST(ReadSplit, KnowsEveryKindOfFoldsThatTheConfigTakes) {
  const auto words = config::json_schema()["properties"]["split"]["properties"]["cv"]["enum"];
  ASSERT_EQ(words.size(), 6U);
  for (std::size_t i = 0; i < words.size(); ++i) {
    EXPECT_EQ(dataset::fold_method_from_name(words[i].get<std::string>()), static_cast<dataset::FoldMethod>(i));
  }
}

TEST(ReadSplit, ReadsTheKeysOfFolds) {
  auto options = read_split(config_with("split: {method: time, cv: group, group: shop, weighted: true}\n"));
  EXPECT_EQ(options.column, "t");
  EXPECT_EQ(options.fold_column, "shop");
  EXPECT_EQ(options.weight, "w");
  options = read_split(config_with("split: {method: group, column: shop, cv: time, window: sliding, window_size: 1d}\n"));
  EXPECT_EQ(options.column, "shop");
  EXPECT_EQ(options.fold_column, "t");
  EXPECT_EQ(options.window, 86400000000);
  options = read_split(config_with("split: {method: stratified, stratify: size, bins: 4}\n"));
  EXPECT_EQ(options.stratify, "size");
  EXPECT_EQ(options.bins, 4);
  EXPECT_FALSE(options.cv.has_value());
}

TEST(ReadSplit, NamesTheCutoffThatIsNoTime) {
  for (const char* text : {"2012-13-01", "October", "2012-10-01T25:00"}) {
    const Written file("experiment: e\ndata: {source: a.csv, timestamp: t}\nsplit: {method: time, cutoff: '" + std::string(text) + "'}\n");
    const Config config = file.load();
    static_cast<void>(read_split(config));
    try {
      config.check();
      ADD_FAILURE() << "accepted " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_config);
      const std::string message = error.what();
      EXPECT_NE(message.find("c.yaml:3:31: split.cutoff: '" + std::string(text) + "': "), std::string::npos) << message;
      EXPECT_NE(message.find("write it like 2012-10-01"), std::string::npos) << message;
    }
  }
}

TEST(ColumnRoles, NameAColumnOnce) {
  const auto roles = [](const std::string& split) {
    std::string text;
    for (const auto& [column, role, key] : column_roles(config_with("split: " + split + "\n"))) {
      text += column + " " + std::string(dataset::role_name(role)) + ", ";
    }
    return text;
  };
  EXPECT_EQ(roles("{}"), "w weight, t timestamp, ");
  EXPECT_EQ(roles("{method: group, column: g}"), "w weight, t timestamp, g group, ");
  EXPECT_EQ(roles("{method: column, column: c, cv: group, group: g}"), "w weight, t timestamp, c split, g group, ");
  EXPECT_EQ(roles("{method: column, column: c}"), "w weight, t timestamp, c split, ");
  EXPECT_EQ(roles("{method: group, column: t}"), "w weight, t timestamp, ") << "rows of one time may be a group";
}

TEST(SplitCaution, IsGivenForRandomSplitsOfRowsWithTimes) {
  dataset::Schema schema;
  schema.fields = {{"a", ColumnType::floating, Role::feature, false, {}, {}, {}},
                   {"when", ColumnType::timestamp, Role::ignore, false, {}, {}, {}}};
  EXPECT_EQ(split_caution({}, schema), "") << "a dropped column is not in the data";
  for (const Role role : {Role::feature, Role::timestamp}) {
    schema.fields[1].role = role;
    for (const SplitMethod method : {SplitMethod::random, SplitMethod::stratified}) {
      const std::string text = split_caution({.method = method}, schema);
      EXPECT_NE(text.find("is " + std::string(split_method_name(method))), std::string::npos) << text;
      EXPECT_NE(text.find("data.timestamp: when"), std::string::npos) << text;
    }
    for (const SplitMethod method : {SplitMethod::time, SplitMethod::group, SplitMethod::column, SplitMethod::file}) {
      EXPECT_EQ(split_caution({.method = method}, schema), "");
    }
  }
}

TEST(SplitKey, HoldsEverythingButThePathsOfTestFiles) {
  EXPECT_EQ(split_key(config_with("split: {method: file, test: a.csv}\n")),
            split_key(config_with("split: {method: file, test: [b.csv]}\n")));
  EXPECT_NE(split_key(config_with("split: {method: column, column: c}\n")),
            split_key(config_with("split: {method: column, column: c, test: x}\n")));
  EXPECT_NE(split_key(config_with("split: {method: time}\n")), split_key(config_with("split: {method: time, gap: 1d}\n")));
}

}  // namespace
}  // namespace trainyard::pipeline
