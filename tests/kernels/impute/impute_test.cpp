#include "kernels/impute/impute.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "tests/kernels/map/run_maps.hpp"

namespace trainyard::kernels::impute {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// NaN where nothing is filled in.
double fit(const std::string& name, const std::vector<double>& values, double constant_value = 0.0) {
  const auto maps = map::fitted(*find_imputer(name), values, constant_value);
  return maps.empty() ? nan : maps.front().a;
}

TEST(Impute, ListsEachImputerOnceByName) {
  std::vector<std::string> names;
  for (const auto& imputer : imputers()) names.emplace_back(imputer.name);
  EXPECT_EQ(names, (std::vector<std::string>{"none", "mean", "median", "most_frequent", "constant"}));
  for (const auto& imputer : imputers()) EXPECT_EQ(find_imputer(imputer.name), &imputer);
  EXPECT_EQ(find_imputer("mode"), nullptr);
}

// Expected values: scikit-learn 1.9.1, SimpleImputer.statistics_.
TEST(Impute, LearnsWhatScikitLearnLearns) {
  const std::vector<double> values = {3.0, nan, -1.5, 10.25, 0.1, nan, 7.0};
  EXPECT_NEAR(fit("mean", values), 3.7700000000000005, 1e-14);
  EXPECT_EQ(fit("median", values), 3.0);
  EXPECT_EQ(fit("constant", values, -7.5), -7.5);
  EXPECT_TRUE(std::isnan(fit("none", values)));
}

TEST(Impute, TakesTheMiddleOfTwoForAnEvenNumber) { EXPECT_EQ(fit("median", {4, nan, 1, 2, 9}), 3.0); }

// As SimpleImputer(strategy="most_frequent").
TEST(Impute, TakesTheSmallestOfTheMostFrequent) {
  EXPECT_EQ(fit("most_frequent", {3, nan, 1, 3, 1, 2, nan, nan}), 1.0);
  EXPECT_EQ(fit("most_frequent", {0.0, 5, -0.0, 5, 0.0}), 0.0);
  EXPECT_EQ(fit("most_frequent", {7}), 7.0);
}

TEST(Impute, GivesAGroupsStandInFromItsSortedNumbers) {
  const std::vector<double> sorted = {-1, 2, 2, 9};
  EXPECT_EQ(find_imputer("mean")->of_group(sorted), 3.0);
  EXPECT_EQ(find_imputer("median")->of_group(sorted), 2.0);
  EXPECT_EQ(find_imputer("most_frequent")->of_group(sorted), 2.0);
  EXPECT_EQ(find_imputer("constant")->of_group, nullptr);
  EXPECT_EQ(find_imputer("none")->of_group, nullptr);
}

TEST(Impute, GivesZeroForAColumnWithoutNumbers) {
  EXPECT_EQ(fit("most_frequent", {nan}), 0.0);
  EXPECT_EQ(fit("mean", {nan, nan}), 0.0);
  EXPECT_EQ(fit("median", {nan, nan}), 0.0);
  EXPECT_EQ(fit("median", {}), 0.0);
}

TEST(Impute, FillsOnlyWhatIsMissing) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(map::numbers_of({1, nan, -infinity, nan, 0}, {filled_with(5.5)}), (std::vector<double>{1, 5.5, -infinity, 5.5, 0}));
}

TEST(Impute, CountsMissingNumbersWithAnyThreadCount) {
  std::vector<double> values(200'001, 1.0);
  for (std::size_t i = 0; i < values.size(); i += 7) values[i] = nan;
  Exec exec;
  for (const int threads : {1, 3}) {
    exec.threads = threads;
    EXPECT_EQ(count_missing(exec, Buffer<double>(exec, values).view()), 28572U) << threads << " threads";
  }
}

}  // namespace
}  // namespace trainyard::kernels::impute
