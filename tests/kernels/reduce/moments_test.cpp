#include "kernels/reduce/moments.hpp"

#include <cmath>
#include <deque>
#include <gtest/gtest.h>
#include <limits>
#include <ostream>
#include <random>

#include "tests/reference/bits.hpp"
#include "tests/reference/columns.hpp"
#include "tests/reference/moments.hpp"

namespace trainyard::kernels::reduce {

// For the failure's text.
void PrintTo(const Moments& m, std::ostream* out) {
  *out << "count " << m.count << ", missing " << m.missing << ", sum " << m.sum << ", mean " << m.mean << ", m2 " << m.m2 << ", min "
       << m.min << ", max " << m.max;
}

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

ColumnView view(const std::vector<double>& values) { return {values.data(), values.size()}; }

Moments of(const std::vector<double>& values) { return moments(Exec{}, view(values)); }

// Cuts [0, size) into runs at random places, close ones too.
std::deque<MomentsPartial> random_runs(const std::vector<double>& values, std::mt19937_64& random) {
  std::deque<MomentsPartial> runs;
  std::size_t begin = 0;
  do {
    const std::size_t limit = random() % 2 == 0 ? 40 : values.size() + 1;
    const std::size_t size = std::min(values.size() - begin, static_cast<std::size_t>(random() % limit));
    runs.push_back(moments_partial(Exec{.threads = 1 + static_cast<int>(random() % 3)}, {values.data() + begin, size}, begin));
    begin += size;
  } while (begin < values.size());
  return runs;
}

// Merges neighbours in a random order until one run is left.
MomentsPartial merge_at_random(std::deque<MomentsPartial> runs, std::mt19937_64& random) {
  while (runs.size() > 1) {
    const auto place = static_cast<std::ptrdiff_t>(random() % (runs.size() - 1));
    runs[static_cast<std::size_t>(place)] =
        MomentsPartial::merge(std::move(runs[static_cast<std::size_t>(place)]), runs[static_cast<std::size_t>(place) + 1]);
    runs.erase(runs.begin() + place + 1);
  }
  return runs.front();
}

TEST(Moments, HaveTheSameBitsHoweverTheRowsAreCut) {
  std::mt19937_64 random(1);
  for (const auto& column : reference::columns()) {
    const Moments whole = of(column.values);
    for (int trial = 0; trial < (column.values.size() > 10'000 ? 2 : 5); ++trial) {
      const auto runs = random_runs(column.values, random);
      const Moments cut = merge_at_random(runs, random).finish();
      ASSERT_TRUE(reference::same_bits(whole, cut)) << column.name << " in " << runs.size() << " runs: " << testing::PrintToString(cut)
                                                    << "; whole: " << testing::PrintToString(whole);
    }
  }
}

TEST(Moments, HaveTheSameBitsForEveryCutIntoTwoAroundATile) {
  const auto column = reference::make_column(reference::contents().front(), 4200);
  const Moments whole = of(column.values);
  for (std::size_t cut = 0; cut <= column.values.size(); cut += cut < 40 || cut > 4060 ? 1 : 97) {
    auto left = moments_partial(Exec{}, {column.values.data(), cut}, 0);
    const auto right = moments_partial(Exec{}, {column.values.data() + cut, column.values.size() - cut}, cut);
    ASSERT_TRUE(reference::same_bits(whole, MomentsPartial::merge(std::move(left), right).finish())) << "cut at row " << cut;
  }
}

TEST(Moments, HaveTheSameBitsForAnyNumberOfThreads) {
  for (const auto& column : reference::columns()) {
    const Moments alone = of(column.values);
    for (const int threads : {2, 3, 7}) {
      ASSERT_TRUE(reference::same_bits(alone, moments(Exec{.threads = threads}, view(column.values)))) << column.name << ", " << threads;
    }
  }
}

TEST(Moments, SumInTheCanonicalOrder) {
  for (const auto& column : reference::columns()) {
    const double expected = reference::canonical_sum(column.values);
    if (std::isnan(expected)) continue;  // NaN has no bits to compare here; see the infinities below
    ASSERT_TRUE(reference::same_bits(expected, of(column.values).sum)) << column.name;
  }
}

TEST(Moments, AgreeWithPlainLoopsInLongDouble) {
  for (const auto& column : reference::columns()) {
    const auto plain = reference::plain_moments(column.values);
    const Moments ours = of(column.values);
    SCOPED_TRACE(column.name);
    ASSERT_EQ(ours.count, plain.count);
    ASSERT_EQ(ours.missing, plain.missing);
    if (plain.count == 0 || !std::isfinite(ours.m2)) continue;
    EXPECT_EQ(ours.min, plain.min);
    EXPECT_EQ(ours.max, plain.max);
    const double size = std::max(std::fabs(plain.min), std::fabs(plain.max));
    EXPECT_NEAR(ours.mean, static_cast<double>(plain.mean), 4e-16 * size + 5e-324);
    const double slack_of_the_loop = 1e-30 * size * size * static_cast<double>(plain.count);
    EXPECT_NEAR(ours.m2, static_cast<double>(plain.m2), 1e-14 * static_cast<double>(plain.m2) + slack_of_the_loop + 5e-324);
  }
}

TEST(Moments, KeepTheVarianceOfNumbersFarFromZero) {
  for (const double mean : {1e6, 1e9, 1e12}) {
    std::mt19937_64 random(7);
    std::vector<double> values(50'000);
    for (double& x : values) x = mean + std::normal_distribution<double>(0.0, 1.0)(random);
    const auto plain = reference::plain_moments(values);
    EXPECT_NEAR(of(values).m2 / static_cast<double>(plain.m2), 1.0, 1e-13) << "mean " << mean;
  }
}

TEST(Moments, OfNoRowsAreEmpty) {
  const Moments none = of({});
  EXPECT_EQ(none.count, 0);
  EXPECT_EQ(none.missing, 0);
  EXPECT_EQ(none.sum, 0.0);
  EXPECT_EQ(none.m2, 0.0);
  EXPECT_TRUE(std::isnan(none.mean) && std::isnan(none.min) && std::isnan(none.max) && std::isnan(none.variance()));
}

TEST(Moments, OfMissingRowsAloneCountThem) {
  const Moments missing = of(std::vector<double>(5000, nan));
  EXPECT_EQ(missing.count, 0);
  EXPECT_EQ(missing.missing, 5000);
  EXPECT_TRUE(std::isnan(missing.mean) && std::isnan(missing.min) && std::isnan(missing.max));
}

TEST(Moments, OfAConstantAreExact) {
  for (const double constant : {0.1, -1e290, 1e9 / 3.0, 5e-324}) {
    const Moments m = of(std::vector<double>(10'001, constant));
    EXPECT_EQ(m.m2, 0.0) << constant;
    EXPECT_EQ(m.mean, constant);
    EXPECT_EQ(m.min, constant);
    EXPECT_EQ(m.max, constant);
  }
}

TEST(Moments, ShowInfinitiesAndGiveNoVariance) {
  const Moments one = of({1.0, infinity, 2.0, nan});
  EXPECT_EQ(one.count, 3);
  EXPECT_EQ(one.sum, infinity);
  EXPECT_EQ(one.mean, infinity);
  EXPECT_TRUE(std::isnan(one.m2));
  EXPECT_EQ(one.min, 1.0);
  EXPECT_EQ(one.max, infinity);
  const Moments only = of({-infinity, -infinity});
  EXPECT_EQ(only.mean, -infinity);
  EXPECT_TRUE(std::isnan(only.m2));
}

TEST(Moments, OfInfinitiesOfBothSignsHaveNoMeanWhereverTheyStand) {
  std::vector<double> values(10'000, 1.0);
  values[3] = infinity;
  values[9000] = -infinity;
  const Moments m = of(values);
  EXPECT_TRUE(reference::same_bits(m.sum, nan)) << "the one quiet NaN";
  EXPECT_TRUE(reference::same_bits(m.mean, nan));
  EXPECT_TRUE(reference::same_bits(m.m2, nan));
  EXPECT_EQ(m.min, -infinity);
  EXPECT_EQ(m.max, infinity);
}

TEST(Moments, TakeNegativeZeroForZero) {
  const Moments m = of({-0.0, -0.0});
  EXPECT_FALSE(std::signbit(m.sum) || std::signbit(m.mean) || std::signbit(m.min) || std::signbit(m.max));
}

TEST(Moments, VarianceTakesItsDegreesOfFreedom) {
  const Moments m = of({1.0, 2.0, 3.0, 4.0});
  EXPECT_DOUBLE_EQ(m.variance(), 1.25);
  EXPECT_DOUBLE_EQ(m.variance(1), 5.0 / 3.0);
  EXPECT_TRUE(std::isnan(of({1.0}).variance(1)));
}

TEST(MomentsPartial, RefusesRunsThatAreNotNeighbours) {
  EXPECT_THROW(MomentsPartial::merge(MomentsPartial(0), MomentsPartial(1)), std::invalid_argument);
}

TEST(MomentsPartial, RefusesToFinishWithoutTheFirstRows) { EXPECT_THROW(static_cast<void>(MomentsPartial(32).finish()), std::logic_error); }

TEST(MomentsPartial, RefusesPartsThatDoNotFitTheirPlaces) {
  const std::vector<Moments> one_tile(1);
  EXPECT_THROW(MomentsPartial(1, std::vector<double>(10), one_tile, {}), std::invalid_argument) << "the head misses the tile's beginning";
  EXPECT_THROW(MomentsPartial(0, std::vector<double>(1), {}, {}), std::invalid_argument) << "row 0 begins a tile";
  EXPECT_THROW(MomentsPartial(0, {}, {}, std::vector<double>(4096)), std::invalid_argument) << "the tail is a whole tile";
}

}  // namespace
}  // namespace trainyard::kernels::reduce
