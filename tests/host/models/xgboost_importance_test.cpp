#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "host/models/xgboost/importance.hpp"
#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

constexpr std::size_t row_count = 64;
const std::vector<std::uint32_t> all_four = {0, 1, 2, 3};

/// Four columns, of which the target is made of the first and the last; the second has missing values.
struct FourColumns {
  FourColumns() {
    for (std::size_t r = 0; r < row_count; ++r) x[r] = static_cast<float>(r % 8);
    for (std::size_t r = 0; r < row_count; ++r)
      x[row_count + r] = r % 9 == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(r * 5 % 7);
    for (std::size_t r = 0; r < row_count; ++r) x[2 * row_count + r] = static_cast<float>(r % 2);
    for (std::size_t r = 0; r < row_count; ++r) x[3 * row_count + r] = static_cast<float>(r * 3 % 16);
    for (std::size_t r = 0; r < row_count; ++r) y.push_back(x[r] * 2 + x[3 * row_count + r]);
  }

  [[nodiscard]] kernels::MatrixView<const float> view() const { return {x.data(), row_count, 4, row_count}; }
  [[nodiscard]] std::vector<double> gain(const std::vector<std::uint32_t>& columns, const std::vector<float>& labels, Target target = {},
                                         int threads = 1, const std::vector<float>& weight = {}) const {
    return total_gain({.threads = threads}, view(), columns, labels, target, weight, 0);
  }

  std::vector<float> x = std::vector<float>(4 * row_count);
  std::vector<float> y;
};

void expect_gain(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t c = 0; c < found.size(); ++c) EXPECT_NEAR(found[c], expected[c], 1e-5 * expected[c]) << "column " << c;
}

// Expected values: XGBoost 3.2.0 from Python, train() for 50 rounds with max_depth 6 on a QuantileDMatrix, get_score("total_gain").
TEST(XgboostImportance, IsTheTotalGainThatPythonGives) {
  const FourColumns data;
  expect_gain(data.gain(all_four, data.y), {3511.6376953125, 0.0, 294.8622131347656, 2498.386474609375});
  std::vector<float> two, three;
  for (const float y : data.y) {
    two.push_back(y > 14 ? 1.0F : 0.0F);
    three.push_back(std::min(std::floor(y / 10), 2.0F));
  }
  expect_gain(data.gain(all_four, two, {.task = Task::binary, .classes = 2}),
              {63.29133605957031, 0.755022406578064, 0.5810465812683105, 92.52743530273438});
  expect_gain(data.gain(all_four, three, {.task = Task::multiclass, .classes = 3}),
              {121.42545318603516, 0.00293876975774765, 0.10039585828781128, 118.26252746582031});
}

TEST(XgboostImportance, IsOfTheColumnsAskedForAlone) {
  const FourColumns data;
  std::vector<float> alone(data.x.begin() + 2 * row_count, data.x.begin() + 3 * row_count);
  alone.insert(alone.end(), data.x.begin(), data.x.begin() + row_count);
  const std::vector<std::uint32_t> both = {0, 1};
  const auto found = data.gain({2, 0}, data.y);
  EXPECT_EQ(found, total_gain({}, {alone.data(), row_count, 2, row_count}, both, data.y, {}, {}, 0));
  EXPECT_GT(found[1], data.gain(all_four, data.y)[0]) << "without the last column the first one has more to explain";
}

TEST(XgboostImportance, IsZeroWhereNothingCanBeSplit) {
  const FourColumns data;
  EXPECT_EQ(data.gain(all_four, std::vector<float>(row_count, 3.0F)), std::vector<double>(4));
}

TEST(XgboostImportance, HeedsTheWeights) {
  const FourColumns data;
  std::vector<float> weight(row_count, 1.0F);
  for (std::size_t r = 0; r < row_count; r += 2) weight[r] = 0.0F;
  EXPECT_EQ(data.gain(all_four, data.y, {}, 1, weight)[2], 0.0) << "rows that row_count have one value there";
}

TEST(XgboostImportance, GivesTheSameBitsForAnyThreadCount) {
  const testing::Rows data = testing::rows(5000);
  const kernels::MatrixView<const float> x = {data.x.values.data(), 5000, 6, 5000};
  const std::vector<std::uint32_t> six = {0, 1, 2, 3, 4, 5};
  EXPECT_EQ(total_gain({.threads = 1}, x, six, data.y, {}, {}, 7), total_gain({.threads = 4}, x, six, data.y, {}, {}, 7));
}

}  // namespace
}  // namespace trainyard::models
