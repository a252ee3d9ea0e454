// Configs that must be refused, each with its place and its remedy.
#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

TEST(BadConfig, UnknownKeyIsAnsweredWithTheNearestOne) {
  EXPECT_EQ(Written("experiment: e\ndata:\n  sorce: a.csv\n  source: a.csv\n").mistakes(),
            "c.yaml:3:3: data.sorce: unknown key, did you mean 'source'?");
}

TEST(BadConfig, UnknownKeyFarFromAllListsThem) {
  EXPECT_EQ(
      mistakes_of("split: {xyzzy: 1}\n"),
      "c.yaml:3:9: split.xyzzy: unknown key; known: method, column, cutoff, gap, test, folds, cv, group, window, window_size, stratify, "
      "bins, weighted");
}

TEST(BadConfig, KeyAtTheWrongLevelIsAnsweredWithItsPlace) {
  EXPECT_EQ(mistakes_of("trials: 3\n"), "c.yaml:3:1: trials: unknown key, did you mean 'search.trials'?");
  EXPECT_EQ(mistakes_of("model: {threshold: {metric: f1}}\n"),
            "c.yaml:3:21: model.threshold.metric: unknown key; known: f_beta, cost; or did you mean 'search.metric'?");
}

TEST(BadConfig, DuplicateKeyNamesBothLines) {
  EXPECT_EQ(mistakes_of("seed: 1\ndevice: cpu\nseed: 2\n"), "c.yaml:5:1: seed: key given twice, first in line 3");
  EXPECT_EQ(mistakes_of("split:\n  test: 0.1\n  test: 0.2\n"), "c.yaml:5:3: split.test: key given twice, first in line 4");
}

TEST(BadConfig, DuplicateKeyInJsonNamesBothLines) {
  EXPECT_EQ(Written("{\"experiment\": \"e\",\n \"experiment\": \"f\",\n \"data\": {\"source\": \"a\"}}", "c.json").mistakes(),
            "c.json:2:2: experiment: key given twice, first in line 1");
}

TEST(BadConfig, AllMistakesAreToldAtOnceInFileOrder) {
  EXPECT_EQ(Written("seed: -1\n"
                    "split: {test: 1, folds: x}\n"
                    "model: {type: xgbost}\n"
                    "evaluate: {metrics: [rmse, rmsee]}\n")
                .mistakes(),
            "c.yaml:1:1: experiment: required key is missing\n"
            "c.yaml:1:1: data: required key is missing\n"
            "c.yaml:1:7: seed: must be between 0 and 9007199254740992; is -1\n"
            "c.yaml:2:15: split.test: must be at least 0 and below 1 (fraction); is 1\n"
            "c.yaml:2:25: split.folds: must be an integer; is 'x'\n"
            "c.yaml:3:15: model.type: unknown value 'xgbost', did you mean 'xgboost'?\n"
            "c.yaml:4:28: evaluate.metrics[1]: unknown value 'rmsee', did you mean 'rmse'?");
}

TEST(BadConfig, WrongTypesSayWhatIsThereAndWhatMustBe) {
  EXPECT_EQ(mistakes_of("threads: [1]\n"), "c.yaml:3:10: threads: must be an integer; is a list");
  EXPECT_EQ(mistakes_of("threads: \"4\"\n"), "c.yaml:3:10: threads: must be an integer; is '4' in quotes, which make it text");
  EXPECT_EQ(mistakes_of("split: 5\n"), "c.yaml:3:8: split: must be a map; is '5'");
  EXPECT_EQ(mistakes_of("tags: [a]\n"), "c.yaml:3:7: tags: must be a map of tag to text; is a list");
  EXPECT_EQ(mistakes_of("memory: 4G\n"), "c.yaml:3:9: memory: must be bytes, like 512MiB or 4GiB; is '4G'");
  EXPECT_EQ(Written("experiment: e\ndata: {source: {a: b}}\n").mistakes(),
            "c.yaml:2:16: data.source: must be text or list of text; is a map");
}

TEST(BadConfig, EmptyValueIsNotTakenForAbsence) {
  EXPECT_EQ(mistakes_of("search:\n"), "c.yaml:3:1: search: is empty; give a value or take the key out");
  EXPECT_EQ(mistakes_of("seed: null\n"), "c.yaml:3:7: seed: is empty; give a value or take the key out");
}

TEST(BadConfig, MissingSourceIsPlacedAtItsSection) {
  EXPECT_EQ(Written("experiment: e\ndata:\n  target: y\n").mistakes(), "c.yaml:3:3: data.source: required key is missing");
}

TEST(BadConfig, EmptyFileLacksTheRequiredKeys) {
  const std::string both = "c.yaml:1:1: experiment: required key is missing\nc.yaml:1:1: data: required key is missing";
  EXPECT_EQ(Written("").mistakes(), both);
  EXPECT_EQ(Written("# nothing\n").mistakes(), both);
}

TEST(BadConfig, ListAtTheTopIsRefused) { EXPECT_EQ(Written("- a\n").mistakes(), "c.yaml:1:1: must be a map; is a list"); }

TEST(BadConfig, TabIndentationIsNamedWithItsPlace) {
  const std::string text = Written("experiment: e\ndata:\n\tsource: a.csv\n").mistakes();
  EXPECT_TRUE(text.starts_with("c.yaml:3:")) << text;
  EXPECT_NE(text.find("use spaces"), std::string::npos) << text;
}

TEST(BadConfig, BadYamlIsNamedWithLineAndColumn) {
  const std::string text = mistakes_of("split: {test: 0.2\nseed: 1\n");
  EXPECT_TRUE(text.starts_with("c.yaml:4:")) << text;
  EXPECT_NE(text.find("bad YAML"), std::string::npos) << text;
  EXPECT_TRUE(mistakes_of("tags: \"open\n").starts_with("c.yaml:"));
  EXPECT_TRUE(mistakes_of("a: b: c\n").starts_with("c.yaml:3:5: bad YAML"));
}

TEST(BadConfig, SecondDocumentIsRefused) { EXPECT_NE(mistakes_of("---\nseed: 1\n").find("a second document"), std::string::npos); }

TEST(BadConfig, KeyThatIsNotTextIsRefused) {
  EXPECT_NE(mistakes_of("? [a, b]\n: c\n").find("c.yaml:3:3: a list or a map as a key"), std::string::npos);
  EXPECT_NE(mistakes_of("~: c\n").find("c.yaml:3:1: an empty key"), std::string::npos);
}

TEST(BadConfig, UnknownTagIsRefused) {
  EXPECT_NE(mistakes_of("seed: !!python/object 1\n").find("c.yaml:3:7: tag 'tag:yaml.org,2002:python/object'"), std::string::npos);
}

TEST(BadConfig, BytesThatAreNotTextAreNamedWithTheirPlace) {
  EXPECT_EQ(mistakes_of("description: a\xff\n"), "c.yaml:3:15: a byte that is not UTF-8; a config is UTF-8 text");
  EXPECT_EQ(mistakes_of(std::string("description: a\0b\n", 17)), "c.yaml:3:15: a NUL byte; a config is UTF-8 text");
  EXPECT_EQ(mistakes_of("description: \"a\\0b\"\n"), "c.yaml:3:14: description: holds a control character; is 'a?b'");
}

TEST(BadConfig, TargetAmongTheDroppedColumns) {
  EXPECT_EQ(Written("experiment: e\ndata: {source: a, target: y, drop: [x, y]}\n").mistakes(),
            "c.yaml:2:40: data.drop[1]: is the target; take it out of data.drop");
}

TEST(BadConfig, NumberToFillInWithoutAUse) {
  EXPECT_EQ(mistakes_of("features: {numeric: {impute: median, fill: 3}}\n"),
            "c.yaml:3:44: features.numeric.fill: is used by 'impute: constant' only; set that or take fill out");
}

TEST(BadConfig, ColumnTreatedAsNumberAndCategoryAtOnce) {
  EXPECT_EQ(mistakes_of("features: {columns: {c: {scale: standard, encode: onehot}}}\n"),
            "c.yaml:3:51: features.columns.c.encode: is for category columns, while fill, by, indicator, outliers and scale are for "
            "numeric ones");
}

TEST(BadConfig, ItemTwiceInAList) {
  EXPECT_EQ(mistakes_of("evaluate: {metrics: [rmse, mae, rmse]}\n"), "c.yaml:3:33: evaluate.metrics[2]: 'rmse' stands twice");
}

TEST(BadConfig, ControlCharactersNeverReachTheTerminal) {
  EXPECT_EQ(mistakes_of("device: \"\\x1b[31mred\"\n").find('\x1b'), std::string::npos);
  EXPECT_EQ(mistakes_of("\"\\x1b[31mred\": 1\n").find('\x1b'), std::string::npos);
}

TEST(MissingConfig, IsNoInput) {
  try {
    (void)Config::load("/nonexistent/c.yaml", {});
    FAIL() << "accepted a file that is not there";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::no_input);
    EXPECT_STREQ(error.what(), "/nonexistent/c.yaml: cannot be opened: No such file or directory");
  }
}

TEST(MissingConfig, FolderIsNoInput) {
  try {
    (void)Config::load(Written("").folder().parent_path(), {});
    FAIL() << "accepted a folder";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::no_input);
  }
}

}  // namespace
}  // namespace trainyard::config
