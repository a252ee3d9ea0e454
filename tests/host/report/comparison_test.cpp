#include "host/report/comparison.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "tests/host/report/made_run.hpp"
#include "tests/reference/well_formed.hpp"

namespace trainyard::report {
namespace {

/// Rows with a target and an error that both depend on their number; `backwards` in the other order.
std::string rows_with_error(double error, bool backwards = false, int rows = 300) {
  std::string text = "row,prediction,price\n";
  for (int i = 0; i < rows; ++i) {
    const int row = backwards ? rows - i : i + 1;
    const double actual = row % 17, sign = (row * 31) % 7 - 3.0;
    text += std::to_string(row) + "," + std::to_string(actual + error * sign) + "," + std::to_string(actual) + "\n";
  }
  return text;
}

RunFiles made(const std::string& predictions, const std::string& data = R"({"sources": [{"sha256": "5a"}]})") {
  MadeRun run(number_metrics());
  run.write("predictions.csv", predictions).write("data.json", data);
  return run.read();
}

Significance compared(const RunFiles& a, const RunFiles& b) {
  return compare_runs(choose_device("cpu", 1).exec, std::vector{a, b}).against_first.front();
}

TEST(Comparison, FindsTheRunThatIsBetterOnTheSameRowsInAnyOrder) {
  const auto better = compared(made(rows_with_error(2)), made(rows_with_error(1.5, true)));
  EXPECT_EQ(better.reason, "");
  EXPECT_EQ(better.verdict, "better") << "a lower rmse";
  EXPECT_EQ(better.rows, 300U);
  EXPECT_NEAR(better.difference, -0.5 * 2, 0.05) << "the mean square of -3 … 3 is 4";
  EXPECT_LT(better.low, better.difference);
  EXPECT_GT(better.high, better.difference);
  EXPECT_LT(better.high, 0);
  EXPECT_LT(better.p_value, 0.01);
  EXPECT_EQ(compared(made(rows_with_error(1.5)), made(rows_with_error(2))).verdict, "worse");
}

TEST(Comparison, OfEqualRunsSaysThatTheyDoNotDiffer) {
  const auto same = compared(made(rows_with_error(2)), made(rows_with_error(2, true)));
  EXPECT_EQ(same.reason, "");
  EXPECT_EQ(same.verdict, "neither");
  EXPECT_EQ(same.p_value, 1);
  EXPECT_EQ(same.difference, 0);
}

TEST(Comparison, OfErrorsThatDifferByChanceFindsNothing) {
  std::string a = "row,prediction,price\n", b = a;
  for (int row = 1; row <= 300; ++row) {
    a += std::to_string(row) + "," + std::to_string((row * 37) % 11 - 5) + ",0\n";
    b += std::to_string(row) + "," + std::to_string((row * 53) % 11 - 5) + ",0\n";
  }
  const auto chance = compared(made(a), made(b));
  EXPECT_EQ(chance.verdict, "neither");
  EXPECT_GT(chance.p_value, 0.05);
}

TEST(Comparison, RefusesOtherRowsWithTheReason) {
  const auto first = made(rows_with_error(2));
  const auto reason = [&](const RunFiles& other) { return compared(first, other).reason; };
  EXPECT_EQ(reason(made(rows_with_error(2, false, 299))), "their test rows differ: 300 and 299");
  EXPECT_EQ(reason(made(rows_with_error(2), R"({"sources": [{"sha256": "5b"}]})")), "their data is of different files");
  EXPECT_EQ(reason(made("row,prediction,price\n")), "made has no predictions of test rows");
  auto other = first;
  other.test.number[7] = 900;
  EXPECT_NE(reason(other).find("their test rows differ, such as row "), std::string::npos);
  other = first;
  other.test.actual[7] += 1;
  EXPECT_EQ(reason(other), "their target differs, such as in row 8");
  EXPECT_EQ(reason(MadeRun(class_metrics({"a", "b"})).write("predictions.csv", "row,prediction,p,q,y\n1,a,0.5,0.5,a\n").read()),
            "one is regression, the other binary");
}

TEST(Comparison, KnowsRowsByTheirFileNotByItsPlaceInTheList) {
  const std::string one = "source,row,prediction,y\n0,1,2,3\n0,2,2,4\n1,1,5,6\n1,2,5,9\n";
  const std::string other = "source,row,prediction,y\n1,1,2,3\n1,2,2,4\n0,1,5,6\n0,2,5,9\n";
  const auto a = made(one, R"({"sources": [{"sha256": "5a"}, {"sha256": "7c"}]})");
  const auto b = made(other, R"({"sources": [{"sha256": "7c"}, {"sha256": "5a"}]})");
  EXPECT_EQ(compared(a, b).reason, "");
  EXPECT_EQ(compared(a, b).difference, 0);
}

TEST(Comparison, ListsParametersThatDiffer) {
  MadeRun a(number_metrics()), b(number_metrics());
  a.write("params.json", R"({"model": {"type": "xgboost", "params": {"max_depth": 4, "eta": 0.1}}, "seed": 1})");
  b.write("params.json", R"({"model": {"type": "xgboost", "params": {"max_depth": 6, "eta": 0.1}}, "seed": 1})");
  const std::vector<RunFiles> runs = {a.read(), b.read()};
  EXPECT_EQ(different_parameters(runs), (Json{{"model.params.max_depth", {4, 6}}}));
  EXPECT_EQ(metrics_side_by_side(runs, "test"), (Json{{"rmse", {2.5, 2.5}}}));
}

TEST(Comparison, IsAPageWithEveryRunsFigures) {
  const std::vector<RunFiles> runs = {made(rows_with_error(2)), made(rows_with_error(1))};
  const std::string page = comparison_report(runs, compare_runs(choose_device("cpu", 1).exec, runs));
  EXPECT_EQ(count(page, "<figure>"), 4U) << "predicted against actual and residuals of both";
  EXPECT_EQ(count(page, "id=\"predictions-0-A-title\""), 1U);
  EXPECT_EQ(count(page, "id=\"predictions-0-B-title\""), 1U);
  EXPECT_NE(page.find("better than A (p "), std::string::npos);
}

}  // namespace
}  // namespace trainyard::report
