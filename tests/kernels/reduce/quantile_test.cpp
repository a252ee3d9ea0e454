#include "kernels/reduce/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <stdexcept>
#include <utility>

#include "kernels/reduce/ranks.hpp"
#include "tests/reference/bits.hpp"
#include "tests/reference/columns.hpp"
#include "tests/reference/quantile.hpp"

namespace trainyard::kernels::reduce {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> of(const std::vector<double>& values, const std::vector<double>& probabilities, int threads = 1) {
  return quantiles(Exec{.threads = threads}, WholeColumn({values.data(), values.size()}), probabilities);
}

class Chunks : public Numbers {
 public:
  explicit Chunks(std::vector<ColumnView> chunks) : chunks_(std::move(chunks)) {}
  void each(const Sink& sink) const override {
    std::size_t first_row = 0;
    for (const ColumnView& chunk : chunks_) sink(chunk, std::exchange(first_row, first_row + chunk.size));
  }

 private:
  std::vector<ColumnView> chunks_;
};

// Interpolation next to an infinity is ours, not numpy's.
bool has_infinity(const std::vector<double>& values) {
  return std::ranges::any_of(values, [](double x) { return std::isinf(x); });
}

TEST(Quantiles, AreThoseOfTheSortedValues) {
  const std::vector<double> probabilities = {0.0, 0.01, 0.25, 1.0 / 3.0, 0.5, 0.75, 0.9, 0.999, 1.0};
  for (const auto& column : reference::columns()) {
    if (has_infinity(column.values)) continue;
    const auto ours = of(column.values, probabilities);
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      const double expected = reference::sorted_quantile(column.values, probabilities[i]) + 0.0;
      ASSERT_TRUE(reference::same_bits(ours[i], expected) || (std::isnan(ours[i]) && std::isnan(expected)))
          << column.name << ", probability " << probabilities[i] << ": " << ours[i] << ", expected " << expected;
    }
  }
}

// Few values that are left are copied; of too many, or of values in too many places, the digits are counted to the end.
TEST(Quantiles, AreTheSameWhereverTheValuesCrowd) {
  std::mt19937_64 random(3);
  std::vector<double> probabilities;
  for (int i = 0; i <= 20; ++i) probabilities.push_back(i / 20.0);
  for (const double width : {0x1p-5, 0x1p-30, 1e6}) {
    std::vector<double> values((std::size_t{1} << 20) + 5000);
    std::ranges::generate(values, [&] { return 1.0 + width * static_cast<double>(random() >> 11) * 0x1p-53; });
    const auto ours = of(values, probabilities, 2);
    std::ranges::sort(values);
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      const double place = probabilities[i] * static_cast<double>(values.size() - 1);
      const auto low = static_cast<std::size_t>(place), high = std::min(low + 1, values.size() - 1);
      EXPECT_EQ(ours[i],
                interpolate(values[low], values[high], quantile_place(static_cast<std::int64_t>(values.size()), probabilities[i]).weight))
          << "width " << width << ", probability " << probabilities[i];
    }
  }
}

TEST(Quantiles, AreThoseOfNumpyToTheBit) {
  const std::vector<double> values = {3.5, -1.25, 0.1, 1e9, 7.0, nan, 2.0, -0.3};
  const auto ours = of(values, {0, 0.1, 0.25, 0.5, 0.6, 0.75, 0.9, 1});
  // numpy 2.2.6: numpy.nanquantile(values, probabilities)
  EXPECT_EQ(ours, (std::vector<double>{-1.25, -0.6799999999999999, -0.1, 2.0, 2.8999999999999995, 5.25, 400000004.20000035, 1e9}));
}

TEST(Quantiles, AreTheSameForAnyCutOrderOfChunksAndThreads) {
  const auto column = reference::make_column(reference::contents().at(3), 150'000);
  const std::vector<double> probabilities = {0.1, 0.5, 0.9};
  const auto whole = of(column.values, probabilities);
  std::mt19937_64 random(3);
  for (const int threads : {1, 2, 7}) {
    std::vector<ColumnView> chunks;
    for (std::size_t begin = 0; begin < column.values.size();) {
      const std::size_t size = std::min<std::size_t>(column.values.size() - begin, random() % 90'000);
      chunks.push_back({column.values.data() + begin, size});
      begin += size;
    }
    std::ranges::shuffle(chunks, random);
    EXPECT_EQ(quantiles(Exec{.threads = threads}, Chunks(chunks), probabilities), whole)
        << chunks.size() << " chunks, " << threads << " threads";
  }
}

TEST(Quantiles, TakeMoreProbabilitiesThanFitOneBatchOfCounts) {
  const auto column = reference::make_column(reference::contents().front(), 5000);
  std::vector<double> probabilities;
  for (int i = 0; i <= 40; ++i) probabilities.push_back(i / 40.0);
  const auto ours = of(column.values, probabilities);
  for (std::size_t i = 0; i < probabilities.size(); ++i) EXPECT_EQ(ours[i], reference::sorted_quantile(column.values, probabilities[i]));
}

TEST(Quantiles, OfNoValuesAreMissing) {
  EXPECT_TRUE(std::isnan(of({}, {0.5}).front()));
  EXPECT_TRUE(std::isnan(of({nan, nan}, {0.5}).front()));
  EXPECT_TRUE(std::isnan(quantiles(Exec{}, Chunks({}), std::vector<double>{0.5}).front()));
}

TEST(Quantiles, NextToAnInfinityAreThatInfinity) {
  EXPECT_EQ(of({1.0, infinity}, {0.0, 0.25, 0.75, 1.0}), (std::vector<double>{1.0, infinity, infinity, infinity}));
  EXPECT_EQ(of({-infinity, 1.0}, {0.25}), std::vector<double>{-infinity});
  EXPECT_EQ(of({infinity, infinity}, {0.5}), std::vector<double>{infinity});
  EXPECT_TRUE(std::isnan(of({-infinity, infinity}, {0.5}).front()));
}

TEST(Quantiles, TakeNegativeZeroForZero) { EXPECT_FALSE(std::signbit(of({-0.0}, {0.5}).front())); }

TEST(Quantiles, RefuseAProbabilityOutsideZeroToOne) {
  EXPECT_THROW(of({1.0}, {1.01}), std::invalid_argument);
  EXPECT_THROW(of({1.0}, {-0.01}), std::invalid_argument);
  EXPECT_THROW(of({1.0}, {nan}), std::invalid_argument);
}

TEST(Quantile, OfOneColumnIsItsMedianAtOneHalf) {
  const std::vector<double> values = {4.0, nan, 1.0, 2.0, 10.0};
  EXPECT_EQ(quantile(Exec{}, {values.data(), values.size()}, 0.5), 3.0);
}

}  // namespace
}  // namespace trainyard::kernels::reduce
