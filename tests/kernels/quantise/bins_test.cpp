#include "kernels/quantise/bins.hpp"

#include <algorithm>
#include <bit>
#include <cfloat>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

namespace trainyard::kernels::quantise {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();
using Bins = std::vector<std::uint8_t>;

MatrixView<const float> table(const std::vector<float>& values, std::size_t columns = 1) {
  return {values.data(), values.size() / columns, columns, values.size() / columns};
}

Bins bins_of(const Cuts& cuts, const std::vector<float>& values, int threads = 1) {
  Bins bins(values.size());
  quantise(Exec{.threads = threads}, table(values, cuts.columns()), cuts, {bins.data(), bins.size()});
  return bins;
}

std::vector<float> values_of(const Cuts& cuts, const Bins& bins) {
  std::vector<float> values(bins.size());
  const std::size_t rows = bins.size() / cuts.columns();
  representatives(Exec{}, {bins.data(), bins.size()}, cuts, {values.data(), rows, cuts.columns(), rows});
  return values;
}

std::uint8_t searched(std::span<const float> lowest, float value) {
  if (std::isnan(value) || lowest.empty()) return missing_bin;
  const auto above = std::ranges::upper_bound(lowest, value) - lowest.begin();
  return static_cast<std::uint8_t>(std::max<std::ptrdiff_t>(above - 1, 0));
}

TEST(Quantise, PutsAValueIntoTheLastBinThatBeginsAtOrBelowIt) {
  const Cuts cuts{{0, 3}, {1.0F, 2.0F, 5.0F}};
  EXPECT_EQ(bins_of(cuts, {1.0F, 1.9F, 2.0F, 4.0F, 5.0F, 100.0F, 0.0F, -infinity, infinity, nan}),
            (Bins{0, 0, 1, 1, 2, 2, 0, 0, 2, missing_bin}));
}

TEST(Quantise, CountsEverythingAsMissingInAFeatureWithoutBins) {
  EXPECT_EQ(bins_of({{0, 0}, {}}, {1.0F, nan, -5.0F}), (Bins{missing_bin, missing_bin, missing_bin}));
}

TEST(Quantise, TakesMinusZeroForZero) {
  const Cuts cuts{{0, 2}, {-1.0F, 0.0F}};
  EXPECT_EQ(bins_of(cuts, {-0.0F, 0.0F, -FLT_TRUE_MIN}), (Bins{1, 1, 0}));
}

// Values of any bits against a binary search, for bins that lie close together, far apart, and both.
TEST(Quantise, AgreesWithABinarySearchForAnyBits) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 200; ++round) {
    const std::size_t count = 1 + random() % 255;
    std::vector<float> lowest;
    while (lowest.size() < count) {
      const auto bits = static_cast<std::uint32_t>(random());
      const double normal = std::normal_distribution<double>(0.0, 1.0)(random);
      float value = round % 3 == 0 ? std::bit_cast<float>(bits) : static_cast<float>(round % 3 == 1 ? normal : 1000.0 + 1e-3 * normal);
      if (!std::isnan(value)) lowest.push_back(value + 0.0F);
    }
    std::ranges::sort(lowest);
    lowest.erase(std::ranges::unique(lowest).begin(), lowest.end());
    std::vector<float> values = lowest;
    for (const float each : lowest) values.insert(values.end(), {std::nextafter(each, infinity), std::nextafter(each, -infinity)});
    for (int i = 0; i < 1000; ++i) values.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(random())));
    const Bins bins = bins_of({{0, lowest.size()}, lowest}, values);
    for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(bins[i], searched(lowest, values[i])) << round << ": " << values[i];
  }
}

TEST(Quantise, GoesRoundToTheSameBins) {
  std::mt19937_64 random(2);
  for (const std::size_t rows : {1, 31, 32, 33, 4095, 4096, 4097, 20'000}) {
    std::vector<float> values(3 * rows);
    for (float& each : values) each = random() % 9 == 0 ? nan : static_cast<float>(std::normal_distribution<double>(0.0, 1.0)(random));
    const Cuts cuts = find_cuts(Exec{}, table(values, 3), {}, 256);
    const Bins bins = bins_of(cuts, values);
    EXPECT_EQ(bins_of(cuts, values, 4), bins);
    const std::vector<float> representative = values_of(cuts, bins);
    EXPECT_EQ(bins_of(cuts, representative), bins);
    EXPECT_EQ(find_cuts(Exec{}, table(representative, 3), {}, 256), cuts) << "representatives have the cuts of their values";
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_EQ(std::isnan(representative[i]), std::isnan(values[i]));
      ASSERT_FALSE(representative[i] > values[i]);
    }
  }
}

TEST(Representatives, AreMissingForNumbersThatAreNoBin) {
  const std::vector<float> values = values_of({{0, 2}, {3.0F, 4.0F}}, {0, 1, 2, 254, missing_bin});
  EXPECT_EQ(values[0], 3.0F);
  EXPECT_EQ(values[1], 4.0F);
  for (std::size_t i = 2; i < values.size(); ++i) EXPECT_TRUE(std::isnan(values[i])) << i;
}

TEST(Quantise, LeavesWhatLiesBetweenTheColumnsAlone) {
  const Cuts cuts{{0, 1, 2}, {1.0F, 2.0F}};
  const Bins bins = {0, 0};
  std::vector<float> values(6, -7.0F);
  representatives(Exec{}, {bins.data(), bins.size()}, cuts, {values.data(), 1, 2, 3});
  EXPECT_EQ(values, (std::vector<float>{1.0F, -7.0F, -7.0F, 2.0F, -7.0F, -7.0F}));
}

TEST(Quantise, RefusesSizesThatDoNotAgree) {
  const std::vector<float> values = {1.0F, 2.0F};
  Bins bins(2);
  EXPECT_THROW(quantise(Exec{}, table(values), {{0, 1, 2}, {1.0F, 1.0F}}, {bins.data(), 2}), std::invalid_argument);
  EXPECT_THROW(quantise(Exec{}, table(values), {{0, 1}, {1.0F}}, {bins.data(), 1}), std::invalid_argument);
  EXPECT_THROW(representatives(Exec{}, {bins.data(), 1}, {{0, 1}, {1.0F}}, {nullptr, 2, 1, 2}), std::invalid_argument);
}

}  // namespace
}  // namespace trainyard::kernels::quantise
