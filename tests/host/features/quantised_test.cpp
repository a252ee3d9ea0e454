#include "host/features/quantised.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "host/models/model.hpp"
#include "kernels/quantise/bins.hpp"
#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::features {
namespace {

using kernels::quantise::Cuts;
using kernels::quantise::missing_bin;
using models::testing::Rows;

constexpr float not_there = std::numeric_limits<float>::quiet_NaN();

/// Columns: normal; a long tail with missing values; few values; mostly -1 with missing values; whole numbers; nothing at all. The label
/// follows from the first four and from what is missing.
Rows made_rows(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Rows data{{count, 6, Matrix::Values(6 * count, 0.0F)}, std::vector<float>(count)};
  for (std::size_t r = 0; r < count; ++r) {
    const double tail = random() % 4 == 0 ? not_there : -std::exp(2.0 * normal(random)) + 3.0;
    const double mostly = random() % 5 == 0 ? not_there : random() % 50 == 0 ? 100.0 * normal(random) : -1.0;
    const double values[] = {normal(random), tail, static_cast<double>(random() % 4), mostly, std::floor(100.0 * normal(random)),
                             not_there};
    for (std::size_t c = 0; c < 6; ++c) data.x.values[c * count + r] = static_cast<float>(values[c]);
    data.y[r] = static_cast<float>(values[0] * (values[2] - 1.0) + (std::isnan(tail) ? 2.0 : 0.1 * tail) +
                                   (std::isnan(mostly) ? -3.0 : 0.0) + 0.1 * normal(random));
  }
  return data;
}

std::unique_ptr<models::Model> boosted(const Rows& data, const Matrix& x, const models::Params& params = {{"n_estimators", 30}}) {
  Rows changed = data;
  changed.x = x;
  return models::testing::fit(models::family("xgboost"), changed, params);
}

Matrix bin_numbers(const Quantised& q) {
  Matrix x{q.rows, q.columns, {}};
  for (const std::uint8_t bin : q.bins) x.values.push_back(bin == missing_bin ? not_there : static_cast<float>(bin));
  return x;
}

TEST(Quantised, AModelOfRepresentativesTakesRawFeatures) {
  for (const int max_bins : {3, 16, 256}) {
    const Rows data = made_rows(20'000, 1);
    const Quantised q = quantise({}, data.x, {}, max_bins);
    const Matrix x = representatives({}, q);
    const auto model = boosted(data, x);
    EXPECT_EQ(model->predict({}, data.x).values, model->predict({}, x).values) << max_bins;
    const Matrix held_out = made_rows(500, 1).x;  // the first of the same rows, so nothing lies outside what was seen
    EXPECT_EQ(model->predict({}, held_out).values, model->predict({}, representatives({}, quantise({}, held_out, q.cuts))).values);
  }
}

// XGBoost knows the bins of the second model for certain: they are whole numbers.
TEST(Quantised, RepresentativesGiveTheTreesOfTheBinNumbers) {
  const Rows data = made_rows(20'000, 2);
  const Quantised q = quantise({}, data.x, {}, 256);
  const Matrix x = representatives({}, q), numbers = bin_numbers(q);
  EXPECT_EQ(boosted(data, x)->predict({}, x).values, boosted(data, numbers)->predict({}, numbers).values);
}

TEST(Quantised, XgboostCanPartEveryBinFromItsNeighbours) {
  Rows data = made_rows(20'000, 3);
  for (const std::size_t column : {0, 1, 4}) {
    Matrix one{data.x.rows, 1, {}};
    one.values.assign(data.x.column(column).begin(), data.x.column(column).end());
    const Quantised q = quantise({}, one, {}, 256);
    ASSERT_EQ(q.cuts.lowest.size(), 255U) << column;
    // What is missing is far off, so that the first split parts it from all others; later rounds mend what float sums lost in the first.
    for (std::size_t r = 0; r < q.rows; ++r) data.y[r] = q.bins[r] == missing_bin ? -5000.0F : static_cast<float>(q.bins[r]);
    const auto model =
        boosted(data, representatives({}, q),
                {{"n_estimators", 5}, {"learning_rate", 1.0}, {"max_depth", 12}, {"reg_lambda", 0.0}, {"min_child_weight", 0.0}});
    const auto found = model->predict({}, one).values;
    for (std::size_t r = 0; r < q.rows; ++r) ASSERT_NEAR(found[r], data.y[r], 0.01) << column;
  }
}

TEST(Quantised, WeightsMoveTheCuts) {
  const Rows data = made_rows(2000, 4);
  std::vector<float> weight(2000);
  for (std::size_t r = 0; r < 2000; ++r) weight[r] = data.x.values[r] > 0.0F ? 9.0F : 1.0F;
  const Cuts plain = quantise({}, data.x, {}, 64).cuts, weighted = quantise({}, data.x, weight, 64).cuts;
  const auto above_zero = [](std::span<const float> lowest) { return std::ranges::count_if(lowest, [](float v) { return v > 0.0F; }); };
  EXPECT_LT(above_zero(plain.of(0)), 34);
  EXPECT_GT(above_zero(weighted.of(0)), 52);
}

TEST(Quantised, IsTheSameForAnyThreads) {
  const Rows data = made_rows(5000, 5);
  const Quantised one = quantise(Exec{}, data.x, {}, 256), four = quantise(Exec{.threads = 4}, data.x, {}, 256);
  EXPECT_EQ(one.bins, four.bins);
  EXPECT_EQ(one.cuts, four.cuts);
}

TEST(Quantised, RefusesInfinitiesAndOtherColumns) {
  Rows data = made_rows(10, 6);
  const Cuts cuts = quantise({}, data.x, {}, 256).cuts;
  const Matrix narrow{10, 5, Matrix::Values(50, 0.0F)};
  EXPECT_EQ(models::testing::error_of([&] { (void)quantise({}, narrow, cuts); }).code(), ExitCode::bad_data);
  data.x.values[3] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(models::testing::error_of([&] { (void)quantise({}, data.x, {}, 256); }).code(), ExitCode::bad_data);
}

TEST(Quantised, CutsComeBackFromJsonBitForBit) {
  const Cuts cuts = quantise({}, made_rows(3000, 7).x, {}, 256).cuts;
  EXPECT_EQ(cuts_from_json(nlohmann::ordered_json::parse(cuts_to_json(cuts).dump())), cuts);
  EXPECT_EQ(cuts_from_json(cuts_to_json({})), Cuts{});
}

TEST(Quantised, RefusesWhatIsNoDocumentOfCuts) {
  for (const char* text :
       {"[]", "{}", R"({"format":"trainyard cuts","version":2,"lowest":[]})", R"({"format":"trainyard cuts","version":1})",
        R"({"format":"trainyard cuts","version":1,"lowest":[1]})", R"({"format":"trainyard cuts","version":1,"lowest":[[2,1]]})",
        R"({"format":"trainyard cuts","version":1,"lowest":[[1,1]]})", R"({"format":"trainyard cuts","version":1,"lowest":[["a"]]})",
        R"({"format":"trainyard cuts","version":1,"lowest":[[0.1]]})", R"({"format":"trainyard cuts","version":1,"lowest":[[1e300]]})"}) {
    EXPECT_EQ(models::testing::error_of([&] { (void)cuts_from_json(nlohmann::ordered_json::parse(text)); }).code(), ExitCode::bad_data)
        << text;
  }
  nlohmann::ordered_json many = cuts_to_json({});
  many["lowest"].push_back(nlohmann::ordered_json::array());
  for (int bin = 0; bin < 256; ++bin) many["lowest"][0].push_back(bin);
  EXPECT_EQ(models::testing::error_of([&] { (void)cuts_from_json(many); }).code(), ExitCode::bad_data);
}

}  // namespace
}  // namespace trainyard::features
