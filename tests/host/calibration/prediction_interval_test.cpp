#include "host/calibration/prediction_interval.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <random>

#include "host/error/error.hpp"

namespace trainyard::calibration {
namespace {

using Numbers = std::vector<double>;
using nlohmann::ordered_json;

Numbers up_to(int last) {
  Numbers out(static_cast<std::size_t>(last));
  std::iota(out.begin(), out.end(), 1.0);
  return out;
}

TEST(ConformalRadius, IsTheErrorOfTheFiniteSampleRank) {
  for (const int n : {9, 10, 19, 99, 100, 1000}) {
    const int rank = (9 * (n + 1) + 9) / 10;  // ceil of 0.9 (n + 1)
    EXPECT_EQ(conformal_radius(up_to(n), {}, 0.9), rank) << n;
  }
  const Numbers shuffled = {5, 1, 9, 3, 7, 2, 8, 4, 6};
  EXPECT_EQ(conformal_radius(shuffled, {}, 0.5), 5);
}

TEST(ConformalRadius, OfTooFewRowsIsNone) {
  EXPECT_EQ(conformal_radius(up_to(8), {}, 0.9), std::nullopt);
  EXPECT_EQ(conformal_radius(up_to(18), {}, 0.95), std::nullopt);
  EXPECT_EQ(conformal_radius(up_to(19), {}, 0.95), 19);
  EXPECT_EQ(conformal_radius({}, {}, 0.5), std::nullopt);
  for (const double coverage : {0.5, 0.8, 0.9, 0.95, 0.99, 0.999}) {
    const int fewest = static_cast<int>(fewest_rows(coverage));
    EXPECT_TRUE(conformal_radius(up_to(fewest), {}, coverage)) << coverage;
    EXPECT_FALSE(conformal_radius(up_to(fewest - 1), {}, coverage)) << coverage;
  }
}

TEST(ConformalRadius, CountsARowAsItsWeightWhateverTheirScale) {
  const Numbers errors = up_to(20), equal(20, 3.5);
  EXPECT_EQ(conformal_radius(errors, equal, 0.9), conformal_radius(errors, {}, 0.9));
  Numbers heavy(20, 1.0), scaled(20, 1e-3);
  heavy[19] = 30;
  scaled[19] = 0.03;
  EXPECT_EQ(conformal_radius(errors, heavy, 0.9), 20) << "most of the weight has an error of 20";
  EXPECT_EQ(conformal_radius(errors, heavy, 0.9), conformal_radius(errors, scaled, 0.9));
  Numbers some(20, 1.0);
  some[19] = 0;
  EXPECT_EQ(conformal_radius(errors, some, 0.9), 18) << "a row that weighs nothing is none";
}

// The guarantee itself: over many draws a new value lies within with a probability of ceil(0.9 (n + 1)) / (n + 1).
TEST(ConformalRadius, HoldsANewErrorAsOftenAsPromised) {
  std::mt19937_64 random(5);
  constexpr int draws = 20000, n = 30;
  int held = 0;
  for (int d = 0; d < draws; ++d) {
    Numbers errors(n + 1);
    for (double& error : errors) error = std::ldexp(static_cast<double>(random() >> 11), -53);
    const double fresh = errors.back();
    errors.pop_back();
    held += fresh <= *conformal_radius(errors, {}, 0.9) ? 1 : 0;
  }
  const double promised = 28.0 / 31.0;
  EXPECT_NEAR(held / double{draws}, promised, 4 * std::sqrt(promised * (1 - promised) / draws));
}

TEST(PredictionInterval, IsRoundedOutwards) {
  const PredictionInterval interval{.method = "out_of_fold", .coverage = 0.9, .radius = 1e-9, .rows = 100};
  const models::Predictions predicted{.rows = 2, .width = 1, .values = {1.0F, -3.0F}};
  const Bounds bounds = interval.bounds(predicted);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_LE(static_cast<double>(bounds.lower[i]), static_cast<double>(predicted.values[i]) - 1e-9);
    EXPECT_GE(static_cast<double>(bounds.upper[i]), static_cast<double>(predicted.values[i]) + 1e-9);
  }
}

TEST(PredictionInterval, ItsDocumentGivesItBack) {
  const PredictionInterval interval{.method = "split_conformal", .coverage = 0.95, .radius = 0.1, .rows = 40};
  const auto read = PredictionInterval::from_json(ordered_json::parse(interval.to_json().dump()));
  EXPECT_EQ(read.to_json(), interval.to_json());
  EXPECT_EQ(read.radius, interval.radius);
}

TEST(PredictionInterval, ADocumentThatIsNoneIsRefused) {
  const ordered_json good = PredictionInterval{.method = "out_of_fold", .coverage = 0.9, .radius = 1, .rows = 9}.to_json();
  for (const auto& [key, value] : {std::pair{"method", ordered_json(3)},
                                   {"coverage", ordered_json(1)},
                                   {"radius", ordered_json(-1)},
                                   {"radius", ordered_json("wide")},
                                   {"rows", ordered_json(nullptr)}}) {
    ordered_json bad = good;
    bad[key] = value;
    EXPECT_THROW(PredictionInterval::from_json(bad), Error) << bad;
  }
}

TEST(IntervalScore, CountsValuesAtTheEndsAndWeighsRows) {
  const Bounds bounds{.lower = {0, 0, 0, 0}, .upper = {1, 1, 2, 4}};
  const Numbers actual = {0, 1, 3, 2}, weight = {1, 1, 2, 4};
  EXPECT_DOUBLE_EQ(interval_score(bounds, actual, {}).coverage, 0.75);
  EXPECT_DOUBLE_EQ(interval_score(bounds, actual, {}).mean_width, 2.0);
  EXPECT_DOUBLE_EQ(interval_score(bounds, actual, weight).coverage, 0.75);
  EXPECT_DOUBLE_EQ(interval_score(bounds, actual, weight).mean_width, (1 + 1 + 4 + 16) / 8.0);
  EXPECT_TRUE(std::isnan(interval_score({}, {}, {}).coverage));
}

}  // namespace
}  // namespace trainyard::calibration
