// Defaults, precedence, places and paths of a good config.
#include "tests/host/config/written.hpp"
#include "tests/source_folder.hpp"

namespace trainyard::config {
namespace {

TEST(Load, TwoKeysAreEnough) {
  const Config config = loaded("");
  EXPECT_EQ(config.at("split"), nlohmann::ordered_json::parse(R"({"method": "random", "test": 0.2, "folds": 5})"));
  EXPECT_EQ(config.at("model.type"), "xgboost");
  EXPECT_EQ(config.at("features.categorical.encode"), "onehot");
  EXPECT_EQ(config.at("features.numeric"), nlohmann::ordered_json::parse(R"({"impute": "none", "indicator": false, "scale": "none"})"));
  EXPECT_TRUE(config.at("evaluate.metrics").is_null()) << "the target says which";
  EXPECT_TRUE(config.at("search").is_null());
  EXPECT_TRUE(config.at("data.target").is_null());
}

TEST(Load, JsonWorksAsWell) {
  const Written file(R"({"experiment": "e", "data": {"source": "a.csv", "max_bad_rows": 0.5}, "model": {"params": {"max_depth": 3}}})",
                     "c.json");
  const Config config = file.load();
  EXPECT_EQ(config.at("data.max_bad_rows"), 0.5);
  EXPECT_EQ(config.at("model.params.max_depth"), 3);
}

TEST(Load, ByteOrderMarkAndWindowsLineEndsAreTaken) {
  EXPECT_EQ(Written("\xEF\xBB\xBF"
                    "experiment: e\r\ndata: {source: a.csv}\r\nseed: 3\r\n")
                .load()
                .at("seed"),
            3);
}

TEST(Load, KeepsTheTextAsItWas) {
  const std::string text = smallest + "# a note\n";
  EXPECT_EQ(Written(text).load().text(), text);
}

TEST(Load, EffectiveDocumentLoadsToItself) {
  const Config first = loaded(
      "memory: 2GiB\nfeatures: {derive: {a.b: x / y}, numeric: {impute: constant, fill: 1}}\n"
      "search: {timeout: 2h, space: {max_depth: {int: [3, 5]}, learning_rate: {float: [0.1, 1], log: true}, objective: {categorical: "
      "[reg:squarederror]}}}\n");
  const Written again(first.document().dump(), "c.json");
  EXPECT_EQ(again.load().document().dump(), first.document().dump());
}

TEST(Load, TheSampleIsGood) {
  const Config config = Config::load(trainyard::test::source_folder() / "configs/housing.yaml", {});
  EXPECT_TRUE(std::filesystem::exists(config.resolve(config.at("data.source"))));
  EXPECT_TRUE(config.at("search.space").contains("max_depth"));
  EXPECT_GE(config.at("search.trials").get<int>(), 20);
  EXPECT_EQ(config.at("split.folds"), 5);
}

TEST(Precedence, FileOverDefaults) { EXPECT_EQ(loaded("threads: 3\n").at("threads"), 3); }

TEST(Precedence, EnvironmentOverFile) {
  const Variable threads("TRAINYARD_THREADS", "5"), device("TRAINYARD_DEVICE", "cpu");
  const Config config = loaded("threads: 3\ndevice: cuda\n");
  EXPECT_EQ(config.at("threads"), 5);
  EXPECT_EQ(config.at("device"), "cpu");
}

TEST(Precedence, CommandLineOverEnvironment) {
  const Variable threads("TRAINYARD_THREADS", "5"), device("TRAINYARD_DEVICE", "cpu");
  const Written file(smallest + "threads: 3\n");
  EXPECT_EQ(file.load({"threads=7"}).at("threads"), 7);
  EXPECT_EQ(file.load({}, {{"threads", 8}}).at("threads"), 8);
  EXPECT_EQ(file.load({}, {{"device", "cuda:1"}}).at("device"), "cuda:1");
}

TEST(Precedence, LaterSetWins) { EXPECT_EQ(Written(smallest).load({"seed=1", "seed=2"}).at("seed"), 2); }

TEST(Precedence, EmptyEnvironmentVariableIsAbsent) {
  const Variable threads("TRAINYARD_THREADS", "");
  EXPECT_EQ(loaded("threads: 3\n").at("threads"), 3);
}

TEST(Set, MakesTheSectionsOnTheWay) {
  const Config config =
      Written(smallest).load({"features.columns.median_income.scale=standard", "search.space={max_depth: {int: [2, 4]}}"});
  EXPECT_EQ(config.at("features.columns.median_income.scale"), "standard");
  EXPECT_EQ(config.at("search.space.max_depth.int"), nlohmann::ordered_json::parse("[2, 4]"));
}

TEST(Set, ValueIsYamlAndTypedByTheOption) {
  const Config config =
      Written(smallest).load({"data.drop=[a, b]", "description=no", "model.params.objective=reg:squarederror", "tags.a.b=1"});
  EXPECT_EQ(config.at("data.drop").size(), 2U);
  EXPECT_EQ(config.at("description"), "no");
  EXPECT_EQ(config.at("model.params.objective"), "reg:squarederror");
  EXPECT_EQ(config.at("tags.a.b"), "1");
}

TEST(Set, EmptyValueTakesAKeyOut) {
  const Written file(smallest + "seed: 3\nsearch: {space: {max_depth: {int: [2, 4]}}}\n");
  EXPECT_TRUE(file.load({"search="}).at("search").is_null());
  EXPECT_EQ(file.load({"seed=null"}).at("seed"), 0);
  EXPECT_FALSE(file.load({"seed="}).given("seed"));
}

TEST(Set, MistakesArePlacedAtTheOption) {
  const Written file(smallest);
  EXPECT_EQ(file.mistakes({"split.tset=0.1"}), "--set split.tset: unknown key 'tset', did you mean 'test'?");
  EXPECT_EQ(file.mistakes({"split.test=2"}), "--set split.test: must be at least 0 and below 1 (fraction); is 2");
  EXPECT_EQ(file.mistakes({"split={test: 2}"}), "--set split.test: must be at least 0 and below 1 (fraction); is 2");
  EXPECT_EQ(file.mistakes({"seed.x=1"}), "--set seed.x: unknown key 'x'; its parent is no map, nothing can be set below it");
  EXPECT_EQ(file.mistakes({"split..test=1"}).substr(0, 32), "--set split..test: unknown key '");
  EXPECT_NE(file.mistakes({"tags={a: "}).find("--set tags: bad YAML"), std::string::npos);
}

TEST(Set, WithoutAKeyAndAValueIsAMistakeOfTheCommandLine) {
  const Written file(smallest);
  for (const std::string assignment : {"seed", "=3"}) {
    try {
      (void)file.load({assignment});
      ADD_FAILURE() << assignment << " was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      EXPECT_EQ(std::string(error.what()), "--set " + assignment + ": must be key.path=value, like search.trials=20");
    }
  }
}

TEST(Set, MistakesOfTheFileComeFirst) {
  EXPECT_EQ(Written(smallest + "seed: x\n").mistakes({"threads=-1"}),
            "c.yaml:3:7: seed: must be an integer; is 'x'\n--set threads: must be between 0 and 4096; is -1");
}

TEST(Environment, MistakesArePlacedAtTheVariable) {
  const Variable threads("TRAINYARD_THREADS", "many");
  EXPECT_EQ(Written(smallest).mistakes(), "TRAINYARD_THREADS: threads: must be an integer; is 'many'");
}

TEST(Where, GivesFileLineColumnAndKey) {
  const Written file(smallest + "split:\n  test: 0.25\nevaluate: {metrics: [rmse, mae]}\n");
  const Config config = file.load();
  const std::string name = file.file().string();
  EXPECT_EQ(config.where("split.test"), name + ":4:9: split.test");
  EXPECT_EQ(config.where("evaluate.metrics[1]"), name + ":5:28: evaluate.metrics[1]");
  EXPECT_EQ(config.where("evaluate.metrics.1"), name + ":5:28: evaluate.metrics[1]");
}

TEST(Where, PointsAtTheSectionThatLacksTheKey) {
  const Written file(smallest);
  EXPECT_EQ(file.load().where("data.target"), file.file().string() + ":2:7: data.target");
  EXPECT_EQ(file.load({"seed=4"}).where("seed"), "--set seed");
}

TEST(Given, TellsTheUsersKeysFromDefaults) {
  const Config config = Written(smallest + "split: {test: 0.3}\n").load({"seed=1"});
  EXPECT_TRUE(config.given("split.test"));
  EXPECT_TRUE(config.given("seed"));
  EXPECT_FALSE(config.given("split.folds"));
  EXPECT_FALSE(config.given("features"));
}

TEST(At, FindsKeysWithDotsInThem) {
  const Config config = loaded("features: {derive: {a.b: x / y, a: x}}\n");
  EXPECT_EQ(config.at("features.derive.a.b"), "x / y");
  EXPECT_EQ(config.at("features.derive.a"), "x");
}

TEST(At, GivesNullForWhatIsNotThere) {
  const Config config = loaded("");
  for (const char* path : {"nothing", "split.nothing", "split.test.x", "evaluate.metrics[9]", "evaluate.metrics[x]",
                           "evaluate.metrics[99999999999999999999]"}) {
    EXPECT_TRUE(config.at(path).is_null()) << path;
  }
}

TEST(Problem, IsToldWithAllOthersInFileOrder) {
  const Written file(smallest + "features: {derive: {b: x, a: y}}\n");
  const Config config = file.load();
  config.problem("features.derive.a", "second");
  config.problem("features.derive.b", "first");
  try {
    config.check();
    FAIL() << "two problems passed";
  } catch (const Error& error) {
    const std::string name = file.file().string();
    EXPECT_EQ(error.what(), name + ":3:24: features.derive.b: first\n" + name + ":3:30: features.derive.a: second");
  }
}

TEST(Paths, AreTakenFromTheConfigFilesFolder) {
  const Written file(smallest);
  const Config config = file.load();
  EXPECT_EQ(config.resolve("data/x.csv"), file.folder() / "data/x.csv");
  EXPECT_EQ(config.resolve("../x.csv"), file.folder().parent_path() / "x.csv");
  EXPECT_EQ(config.resolve("/a/./b"), "/a/b");
}

TEST(Paths, OfAConfigInTheCurrentFolderAreTakenFromThere) {
  const Written file(smallest);
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(file.folder());
  const Config config = Config::load("c.yaml", {});
  std::filesystem::current_path(before);
  EXPECT_EQ(config.resolve("x.csv"), file.folder() / "x.csv");
}

TEST(Paths, OfTheCommandLineAndEnvironmentAreTakenFromTheCurrentFolder) {
  const Written file(smallest);
  const auto here = std::filesystem::current_path();
  const Config config = file.load({}, {{"results", "out"}});
  EXPECT_EQ(config.resolve(config.at("results")), here / "out");
  const Variable results("TRAINYARD_RESULTS", "elsewhere/../out2");
  EXPECT_EQ(file.load().at("results"), (here / "out2").string());
}

TEST(Paths, CanBeTakenFromAnotherFolderForACopyOfAConfig) {
  const Written file(smallest);
  EXPECT_EQ(Config::load(file.file(), {{}, nlohmann::ordered_json::object(), "/base"}).resolve("x"), "/base/x");
}

TEST(Paths, TildeIsRefusedWithTheRemedy) {
  EXPECT_EQ(Written("experiment: e\ndata: {source: ~/a.csv}\n").mistakes(),
            "c.yaml:2:16: data.source: must be a path; `~` is not expanded, write the folder out; is '~/a.csv'");
}

}  // namespace
}  // namespace trainyard::config
