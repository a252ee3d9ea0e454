// What the functions of windows say, against plain loops.
#include "host/features/window_function.hpp"

#include <algorithm>
#include <deque>

#include "host/config/config.hpp"
#include "host/features/exact_moments.hpp"
#include "tests/host/features/history_tables.hpp"

namespace trainyard::features {
namespace {

double reference(const std::string& name, std::vector<double> values) {
  const auto n = static_cast<long double>(values.size());
  if (name == "count") return static_cast<double>(values.size());
  if (values.empty() || (name == "std" && values.size() < 2)) return test::nan;
  std::ranges::sort(values);
  if (name == "min") return values.front();
  if (name == "max") return values.back();
  if (name == "median") return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
  long double sum = 0, about = 0;
  for (const double value : values) sum += value;
  if (name == "sum") return static_cast<double>(sum);
  if (name == "mean") return static_cast<double>(sum / n);
  for (const double value : values) about += (value - sum / n) * (value - sum / n);
  return static_cast<double>(std::sqrt(about / (n - 1)));
}

void expect_close(double found, double expected, const std::string& what) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(found)) << what;
  } else {
    EXPECT_NEAR(found, expected, 1e-12 * std::fabs(expected) + 1e-14) << what;
  }
}

TEST(WindowFunctions, SayWhatPlainLoopsSay) {
  std::mt19937_64 random(9);
  for (const WindowFunction& function : window_functions()) {
    if (function.make == nullptr) continue;
    const std::string name(function.name);
    const auto running = function.make();
    std::deque<double> inside;
    for (int step = 0; step < 3000; ++step) {
      if (inside.size() < 40 && (inside.empty() || random() % 2 == 0)) {
        inside.push_back(100 + static_cast<double>(random() % 50) / 8);  // many are equal
        running->push(inside.back());
      } else {
        running->pop(inside.front());
        inside.pop_front();
      }
      expect_close(running->value(), reference(name, {inside.begin(), inside.end()}), name);
      const double more = static_cast<double>(random() % 400) / 2;
      std::vector<double> with(inside.begin(), inside.end());
      with.push_back(more);
      expect_close(running->value_with(more), reference(name, with), name + " with one more");
    }
  }
}

TEST(WindowFunctions, AreThoseThatTheConfigOffers) {
  std::vector<std::string> names;
  for (const auto& function : window_functions()) names.emplace_back(function.name);
  const auto schema = config::json_schema();
  const auto& window = schema.at("properties").at("features").at("properties").at("window").at("additionalProperties");
  EXPECT_EQ(window.at("properties").at("function").at("enum"), names);
}

TEST(ExactMoments, KnowTheSpreadOfLargeNumbersThatHardlyDiffer) {
  ExactMoments moments;
  for (const double value : {1e15, 1e15 + 0.125, 1e15 + 0.375}) moments.add(value);
  expect_close(moments.standard_deviation(), reference("std", {0, 0.125, 0.375}), "std");
}

TEST(ExactMoments, OfEqualValuesSpreadIsExactlyZero) {
  ExactMoments moments;
  for (int i = 0; i < 7; ++i) moments.add(0.1);
  EXPECT_EQ(moments.standard_deviation(), 0);
  EXPECT_EQ(moments.mean(), 0.1);
}

TEST(ExactMoments, AMeanDoesNotOverflowWhereTheSumDoes) {
  ExactMoments moments;
  moments.add(1.5e308);
  moments.add(1.5e308);
  EXPECT_EQ(moments.mean(), 1.5e308);
  EXPECT_TRUE(std::isinf(moments.sum()));
  EXPECT_TRUE(std::isinf(moments.standard_deviation()));
  moments.remove(1.5e308);
  moments.remove(1.5e308);
  moments.add(1);
  moments.add(3);
  expect_close(moments.standard_deviation(), std::sqrt(2.0), "what left is forgotten");
}

}  // namespace
}  // namespace trainyard::features
