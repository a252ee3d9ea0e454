// What a word means is decided by the option it stands for.
#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

TEST(Types, WordsLikeNoAndOffStayTextForATextOption) {
  for (const char* word : {"no", "off", "yes", "010", "true", "1e5", "0x10", "12:30", "2024-01-01"}) {
    EXPECT_EQ(loaded(std::string("description: ") + word + "\n").at("description"), word);
  }
}

TEST(Types, ZeroTenIsTenForAnInteger) { EXPECT_EQ(loaded("seed: 010\n").at("seed"), 10); }

TEST(Types, BooleanTakesTrueAndFalseOnly) {
  const auto space = [](const std::string& word) { return "search: {space: {learning_rate: {float: [0.1, 0.3], log: " + word + "}}}\n"; };
  EXPECT_EQ(loaded(space("true")).at("search.space.learning_rate.log"), true);
  EXPECT_EQ(loaded(space("false")).at("search.space.learning_rate.log"), false);
  for (const char* word : {"yes", "no", "on", "off", "True", "1", "\"true\""}) {
    EXPECT_NE(mistakes_of(space(word)).find("must be a boolean (true or false)"), std::string::npos) << word;
  }
}

TEST(Types, DurationsBecomeSeconds) {
  const auto search = [](const std::string& timeout) { return "search: {timeout: " + timeout + ", space: {max_depth: {int: [3, 5]}}}\n"; };
  EXPECT_EQ(loaded(search("1h30m")).at("search.timeout"), 5400.0);
  EXPECT_EQ(loaded(search("90")).at("search.timeout"), 90.0);
  EXPECT_NE(mistakes_of(search("2 hours")).find("search.timeout: must be a duration, like 90s"), std::string::npos);
}

TEST(Types, BytesBecomeAnInteger) {
  EXPECT_EQ(loaded("memory: 1.5GiB\n").at("memory"), 1610612736);
  EXPECT_EQ(loaded("").at("memory"), 4294967296);
  EXPECT_EQ(mistakes_of("memory: 1MiB\n"), "c.yaml:3:9: memory: must be at least 16777216 (bytes); is 1MiB");
}

TEST(Types, NumbersAreNumbersEvenWhenWhole) {
  EXPECT_TRUE(Written("experiment: e\ndata: {source: a.csv, max_bad_rows: 0}\n").load().at("data.max_bad_rows").is_number_float());
}

TEST(Types, FreeParametersAreTypedAsWritten) {
  const Config config = loaded(
      "model: {params: {max_depth: 6, learning_rate: 0.1, objective: reg:squarederror, tree_method: \"hist\", interaction_constraints: "
      "\"[[0, 1]]\"}}\n");
  EXPECT_EQ(config.at("model.params"), nlohmann::ordered_json::parse(R"({"max_depth": 6, "learning_rate": 0.1, "objective":
    "reg:squarederror", "tree_method": "hist", "interaction_constraints": "[[0, 1]]"})"));
}

TEST(Types, NamesThatBecomeFoldersAreChecked) {
  for (const char* name : {"../x", "a/b", ".hidden", "-x", "\"\"", "a b", "ä", "\"a\\nb\"", "'a\\b'"}) {
    EXPECT_NE(Written(std::string("experiment: ") + name + "\ndata: {source: a}\n").mistakes().find("c.yaml:1:13: experiment: must "),
              std::string::npos)
        << name;
  }
  EXPECT_NE(Written("experiment: " + std::string(101, 'a') + "\ndata: {source: a}\n").mistakes(), "");
  EXPECT_EQ(Written("experiment: " + std::string(100, 'a') + "\ndata: {source: a}\n").mistakes(), "");
  EXPECT_NE(mistakes_of("tags: {\"../x\": 1}\n").find("c.yaml:3:8: tags: a key (tag) must be"), std::string::npos);
}

TEST(Types, DeviceWords) {
  for (const char* word : {"auto", "cpu", "cuda", "cuda:1"}) EXPECT_EQ(mistakes_of(std::string("device: ") + word + "\n"), "") << word;
  for (const char* word : {"gpu", "cuda:", "cuda:x", "CPU", "cuda:1 "}) {
    EXPECT_NE(mistakes_of(std::string("device: \"") + word + "\"\n"), "") << word;
  }
}

TEST(Types, SourceIsOnePathOrAList) {
  EXPECT_EQ(loaded("").at("data.source"), "a.csv");
  EXPECT_EQ(Written("experiment: e\ndata: {source: [a.csv, b.csv]}\n").load().at("data.source[1]"), "b.csv");
  EXPECT_EQ(Written("experiment: e\ndata: {source: []}\n").mistakes(), "c.yaml:2:16: data.source: is empty; give at least 1");
}

}  // namespace
}  // namespace trainyard::config
