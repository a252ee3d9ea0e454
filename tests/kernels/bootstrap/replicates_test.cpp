#include "kernels/bootstrap/replicates.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <string>

#include "kernels/bootstrap/counts.hpp"
#include "tests/reference/bits.hpp"
#include "tests/reference/classification.hpp"

namespace trainyard::kernels::bootstrap {
namespace {

using metric::Metric;
using metric::Sample;
using Values = std::vector<std::vector<double>>;

std::vector<const Metric*> metrics_for(bool classes) {
  std::vector<const Metric*> some;
  for (const Metric& metric : metric::metrics()) {
    if ((metric.kind != metric::Kind::values) == classes) some.push_back(&metric);
  }
  return some;
}

/// What replicate_values promises: each metric's own value with the counts as weights.
double by_itself(const Metric& metric, Sample sample, const Resampling& resampling, std::size_t replicate) {
  const auto counts = poisson_counts(Exec{}, resampling.seed, replicate, sample.actual.size());
  std::vector<double> weight(counts.begin(), counts.end());
  for (std::size_t row = 0; row < sample.weight.size(); ++row) weight[row] *= sample.weight[row];
  sample.weight = weight;
  return metric.value(Exec{}, sample);
}

void expect_those_of_weighted_rows(const Sample& sample, const Resampling& resampling) {
  const auto metrics = metrics_for(sample.classes > 0);
  const Values values = replicate_values(Exec{}, metrics, sample, resampling);
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    ASSERT_EQ(values[m].size(), resampling.replicates);
    if (!std::isfinite(metrics[m]->value(Exec{}, sample))) continue;
    for (std::size_t r = 0; r < resampling.replicates; ++r) {
      const double expected = by_itself(*metrics[m], sample, resampling, r);
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(values[m][r])) << metrics[m]->name << ", replicate " << r << ": " << values[m][r];
      } else {
        EXPECT_NEAR(values[m][r], expected, 1e-12 * std::max(1.0, std::fabs(expected))) << metrics[m]->name << ", replicate " << r;
      }
    }
  }
}

/// Numbers and predictions that are near them, some of which are tied.
struct Numbers {
  std::vector<double> actual, weight;
  std::vector<float> predicted;

  explicit Numbers(std::size_t rows, bool weighted, double level = 0.0) {
    std::mt19937_64 random(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      actual.push_back(level + static_cast<double>(random() % 2000) / 8.0);
      predicted.push_back(static_cast<float>(actual.back() + static_cast<double>(random() % 40) / 4.0 - 5.0));
      if (weighted) weight.push_back(static_cast<double>(random() % 5) / 3.0);
    }
  }
  [[nodiscard]] Sample sample() const { return {.actual = actual, .predicted = predicted, .weight = weight}; }
};

TEST(ReplicateValues, OfNumbersAreTheMetricsOfRowsWeightedByTheirCounts) {
  for (const bool weighted : {false, true}) {
    for (const std::size_t rows : {2u, 5u, 63u, 64u, 65u, 1000u}) {
      SCOPED_TRACE(std::to_string(rows) + " rows" + (weighted ? ", weighted" : ""));
      expect_those_of_weighted_rows(Numbers(rows, weighted).sample(), {.replicates = 40, .seed = rows});
    }
  }
}

TEST(ReplicateValues, OfClassesAreTheMetricsOfRowsWeightedByTheirCounts) {
  for (const bool weighted : {false, true}) {
    for (const int classes : {2, 3, 5}) {
      for (const std::size_t rows : {6u, 63u, 64u, 65u, 1000u}) {
        SCOPED_TRACE(std::to_string(rows) + " rows of " + std::to_string(classes) + " classes" + (weighted ? ", weighted" : ""));
        const auto some = reference::classified(rows, classes, weighted);
        expect_those_of_weighted_rows(some.sample(), {.replicates = 40, .seed = 3});
      }
    }
  }
}

TEST(ReplicateValues, OfATargetThatIsNearlyConstantKeepTheirDigits) {
  Numbers rows(200, false, 1e9);
  for (std::size_t row = 1; row < 200; ++row) rows.actual[row] = 1e9;
  expect_those_of_weighted_rows(rows.sample(), {.replicates = 40, .seed = 1});
}

TEST(ReplicateValues, HaveTheSameBitsForAnyNumberOfThreads) {
  const auto some = reference::classified(5000, 3, true);
  const auto metrics = metrics_for(true);
  const Resampling resampling{.replicates = 200, .seed = 11};
  const Values alone = replicate_values(Exec{}, metrics, some.sample(), resampling);
  for (const int threads : {2, 7}) {
    const Values together = replicate_values(Exec{.threads = threads}, metrics, some.sample(), resampling);
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      EXPECT_EQ(reference::bytes_of(alone[m]), reference::bytes_of(together[m])) << metrics[m]->name;
    }
  }
}

TEST(ReplicateValues, OfFewerReplicatesAreTheFirstOfMore) {
  const Numbers rows(300, false);
  const auto metrics = metrics_for(false);
  const Values more = replicate_values(Exec{}, metrics, rows.sample(), {.replicates = 70, .seed = 5});
  const Values fewer = replicate_values(Exec{}, metrics, rows.sample(), {.replicates = 33, .seed = 5});
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    for (std::size_t r = 0; r < 33; ++r) EXPECT_TRUE(reference::same_bits(fewer[m][r], more[m][r])) << metrics[m]->name;
  }
}

TEST(ReplicateValues, OfOneMetricAreThoseAmongAll) {
  const Numbers rows(300, true);
  const auto metrics = metrics_for(false);
  const Resampling resampling{.replicates = 20, .seed = 5};
  const Values all = replicate_values(Exec{}, metrics, rows.sample(), resampling);
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const Values one = replicate_values(Exec{}, std::span(metrics).subspan(m, 1), rows.sample(), resampling);
    for (std::size_t r = 0; r < 20; ++r) EXPECT_NEAR(one[0][r], all[m][r], 1e-12 * std::fabs(all[m][r])) << metrics[m]->name;
  }
}

TEST(ReplicateValues, AreMissingWhereTheMetricIs) {
  Numbers rows(50, false);
  rows.predicted[7] = std::nanf("");
  const auto metrics = metrics_for(false);
  for (const auto& values : replicate_values(Exec{}, metrics, rows.sample(), {.replicates = 3, .seed = 0})) {
    for (const double value : values) EXPECT_TRUE(std::isnan(value));
  }
  for (const auto& values : replicate_values(Exec{}, metrics, Sample{}, {.replicates = 3, .seed = 0})) {
    for (const double value : values) EXPECT_TRUE(std::isnan(value)) << "no rows";
  }
}

TEST(PoissonCounts, HaveTheDistributionsProbabilities) {
  constexpr std::size_t rows = 400'000;
  std::vector<double> seen(13);
  for (const std::uint8_t count : poisson_counts(Exec{}, 42, 17, rows)) seen.at(count) += 1.0 / rows;
  double probability = std::exp(-1.0);
  for (std::size_t k = 0; k < 8; ++k) {
    EXPECT_NEAR(seen[k], probability, 5.0 * std::sqrt(probability / rows)) << k;
    probability /= static_cast<double>(k + 1);
  }
}

TEST(PoissonCounts, DifferBySeedReplicateAndRowButNotByTheNumberOfRows) {
  const auto some = poisson_counts(Exec{}, 42, 17, 1000);
  const auto longer = poisson_counts(Exec{}, 42, 17, 1500);
  EXPECT_TRUE(std::equal(some.begin(), some.end(), longer.begin()));
  for (const auto& other :
       {poisson_counts(Exec{}, 43, 17, 1000), poisson_counts(Exec{}, 42 + (1ULL << 40), 17, 1000), poisson_counts(Exec{}, 42, 18, 1000),
        poisson_counts(Exec{}, 42, 25, 1000), poisson_counts(Exec{}, 42, 49, 1000)}) {
    std::size_t same = 0;
    for (std::size_t row = 0; row < some.size(); ++row) same += some[row] == other[row] ? 1 : 0;
    EXPECT_LT(same, 450u) << "31 % are equal by chance";
  }
}

}  // namespace
}  // namespace trainyard::kernels::bootstrap
