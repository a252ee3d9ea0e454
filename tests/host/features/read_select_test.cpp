// The steps of `features.select`, as JSON and in a config file.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "host/config/config.hpp"
#include "host/error/error.hpp"
#include "host/features/selection.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;

struct ReadSteps {
  std::vector<SelectStep> steps;
  std::vector<std::string> problems;
};

ReadSteps read_steps(const std::string& json) {
  ReadSteps out;
  out.steps = read_select(Json::parse(json), "s", [&](const std::string& key, const std::string& message) {
                out.problems.push_back(key + ": " + message);
              }).steps;
  return out;
}

/// The one problem of one step.
std::string problem_of(const std::string& step) {
  const ReadSteps read = read_steps("[" + step + "]");
  EXPECT_EQ(read.problems.size(), 1U) << step;
  EXPECT_TRUE(read.steps.empty()) << step;
  return read.problems.empty() ? "" : read.problems.front();
}

TEST(ReadSelect, ReadsEveryKeyAndTheDefaultThresholds) {
  const auto read = read_steps(R"([{"method": "variance"}, {"method": "correlation"}, {"method": "missing"},
    {"method": "correlation", "threshold": 0.8}, {"method": "mutual_info", "k": 20}, {"method": "importance", "percentile": 12.5}])");
  EXPECT_TRUE(read.problems.empty());
  ASSERT_EQ(read.steps.size(), 6U);
  EXPECT_EQ(read.steps[0].method, "variance");
  EXPECT_EQ(read.steps[0].threshold, 0.0);
  EXPECT_EQ(read.steps[1].threshold, 0.95);
  EXPECT_EQ(read.steps[2].threshold, 0.5);
  EXPECT_EQ(read.steps[3].threshold, 0.8);
  EXPECT_EQ(read.steps[4].k, 20);
  EXPECT_EQ(read.steps[5].k, 0);
  EXPECT_EQ(read.steps[5].percentile, 12.5);
  EXPECT_TRUE(read_steps("[]").steps.empty());
}

TEST(ReadSelect, SuggestsTheNearestName) {
  EXPECT_EQ(problem_of(R"({"method": "varience"})"), "s[0].method: unknown value 'varience', did you mean 'variance'?");
  EXPECT_EQ(problem_of(R"({"method": "variance", "treshold": 1})"), "s[0].treshold: unknown key, did you mean 'threshold'?");
  EXPECT_EQ(problem_of("{}"), "s[0]: names no method; known: variance, correlation, missing, mutual_info, chi2, anova_f, importance");
}

TEST(ReadSelect, WantsTheKeysThatTheMethodTakes) {
  EXPECT_EQ(problem_of(R"({"method": "variance", "k": 3})"), "s[0].k: is for methods that rank features; 'variance' takes a threshold");
  EXPECT_EQ(problem_of(R"({"method": "chi2", "k": 3, "threshold": 1})"),
            "s[0].threshold: does not apply to 'chi2', which ranks features: give k or percentile");
  EXPECT_EQ(problem_of(R"({"method": "chi2", "k": 3, "percentile": 10})"), "s[0].k: goes without percentile: give one of both");
  EXPECT_EQ(problem_of(R"({"method": "chi2"})"), "s[0]: needs k or percentile");
}

TEST(ReadSelect, HoldsNumbersToTheirRanges) {
  EXPECT_EQ(problem_of(R"({"method": "variance", "threshold": -1})"), "s[0].threshold: expected a number from 0 on, found -1");
  EXPECT_EQ(problem_of(R"({"method": "correlation", "threshold": 1.5})"), "s[0].threshold: expected a number from 0 to 1, found 1.5");
  EXPECT_EQ(problem_of(R"({"method": "missing", "threshold": "much"})"), "s[0].threshold: expected a number from 0 to 1, found \"much\"");
  EXPECT_EQ(problem_of(R"({"method": "chi2", "k": 0})"), "s[0].k: expected a whole number from 1 on, found 0");
  EXPECT_EQ(problem_of(R"({"method": "chi2", "k": 2.5})"), "s[0].k: expected a whole number from 1 on, found 2.5");
  EXPECT_EQ(problem_of(R"({"method": "chi2", "percentile": 0})"), "s[0].percentile: expected a number above 0 and up to 100, found 0");
  EXPECT_EQ(problem_of(R"({"method": "chi2", "percentile": 101})"), "s[0].percentile: expected a number above 0 and up to 100, found 101");
}

TEST(ReadSelect, ReportsAllMistakesAndKeepsTheRightSteps) {
  const auto read = read_steps(R"([{"method": "variance", "threshold": 1}, {"method": "f_test"}, 3, {"method": 3}])");
  EXPECT_EQ(read.steps.size(), 1U);
  EXPECT_EQ(read.problems.size(), 3U);
  EXPECT_EQ(read_steps(R"({"method": "variance"})").problems.size(), 1U) << "a step that is not in a list";
}

class SelectConfig : public ::testing::Test {
 protected:
  config::Config load(const std::string& steps) const {
    std::ofstream(path_) << "experiment: e\ndata: {source: d.csv, target: price}\nfeatures:\n  select: " << steps << "\n";
    return config::Config::load(path_, {});
  }

  Folder folder_;
  std::filesystem::path path_ = folder_ / "c.yaml";
};

TEST_F(SelectConfig, HoldsTheStepsInTheirOrder) {
  const auto config = load("[{method: variance, threshold: 0.1}, {method: importance, k: 5}]");
  const auto report = [](const std::string& key, const std::string& message) { ADD_FAILURE() << key << ": " << message; };
  const SelectOptions options = read_select(config.at("features.select"), "features.select", report);
  ASSERT_EQ(options.steps.size(), 2U);
  EXPECT_EQ(options.steps[0].threshold, 0.1);
  EXPECT_EQ(options.steps[1].method, "importance");
  EXPECT_EQ(options.steps[1].k, 5);
}

TEST_F(SelectConfig, RefusesAnUnknownMethodAtItsPlace) {
  try {
    (void)load("[{method: variance}, {method: chi, k: 5}]");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_config);
    EXPECT_NE(std::string(error.what()).find("features.select[1].method"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace trainyard::features
