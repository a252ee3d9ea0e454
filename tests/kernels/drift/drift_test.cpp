#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <set>

#include "kernels/drift/bins.hpp"
#include "kernels/drift/kolmogorov.hpp"
#include "kernels/drift/list.hpp"
#include "tests/kernels/drift/scipy_drift.hpp"

namespace trainyard::kernels::drift {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void expect_near(double value, double expected, const std::string& what) {
  EXPECT_NEAR(value, expected, 1e-9 * std::max(1.0, std::abs(expected))) << what;
}

ColumnView view(const std::vector<double>& column) { return {column.data(), column.size()}; }

/// Values that mix ties, missing ones and both signs; column c and row count decide them.
std::vector<double> mixed_column(std::size_t rows, std::size_t c) {
  std::vector<double> column(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto mixed = static_cast<double>((row * 7919 + c * 104729) % 1009);
    column[row] = row % 11 == c % 11 ? nan : (mixed - 500) / (c % 2 == 0 ? 1.0 : 3.0);
  }
  return column;
}

TEST(Drift, ListsEachTestOnceByName) {
  std::set<std::string_view> seen;
  for (const DriftTest& test : tests()) {
    EXPECT_TRUE(seen.insert(test.name).second) << test.name;
    EXPECT_EQ(find_test(test.name), &test);
    EXPECT_FALSE(test.doc.empty());
    EXPECT_TRUE(test.has_p_value || test.max > 0) << test.name << " has nothing to decide by";
  }
  EXPECT_EQ(find_test("anderson"), nullptr);
}

TEST(Drift, AnotherTestStandsInForOneThatIsNotForCategories) {
  EXPECT_EQ(test_for(ks, true).name, "chi2");
  EXPECT_EQ(test_for(wasserstein, true).name, "js");
  for (const DriftTest& test : tests()) {
    EXPECT_NE(test_for(test, true).of_categories, nullptr) << test.name;
    EXPECT_EQ(test_for(test, false).name, test.name);
  }
}

TEST(Drift, OfNumbersIsThatOfSciPy) {
  for (const NumberCase& one : number_cases) {
    const auto result = [&](const DriftTest& test) { return test.of_numbers(one.reference.sample(), one.current.sample()); };
    expect_near(result(psi).statistic, one.psi, one.name + ": psi");
    expect_near(result(js).statistic, one.js, one.name + ": js");
    expect_near(result(chi2).statistic, one.chi2, one.name + ": chi2");
    expect_near(result(chi2).p_value, one.chi2_p, one.name + ": p of chi2");
    expect_near(result(ks).statistic, one.ks, one.name + ": ks");
    expect_near(result(ks).p_value, one.ks_p, one.name + ": p of ks");
    expect_near(result(wasserstein).statistic, one.distance / (one.spread > 0 ? one.spread : 1), one.name + ": wasserstein");
  }
}

TEST(Drift, OfCategoriesIsThatOfSciPy) {
  for (const CategoryCase& one : category_cases) {
    const CategoryCounts counts{one.reference, one.current};
    expect_near(psi.of_categories(counts).statistic, one.psi, one.name + ": psi");
    expect_near(js.of_categories(counts).statistic, one.js, one.name + ": js");
    expect_near(chi2.of_categories(counts).statistic, one.chi2, one.name + ": chi2");
    expect_near(chi2.of_categories(counts).p_value, one.chi2_p, one.name + ": p of chi2");
  }
}

TEST(Drift, KolmogorovsDistributionIsThatOfSciPy) {
  for (const KolmogorovCase& one : kolmogorov_cases) {
    EXPECT_NEAR(kolmogorov_sf(one.n, one.distance), one.sf, 1e-10) << one.n << " " << one.distance;
  }
  EXPECT_EQ(kolmogorov_sf(10, 0), 1);
  EXPECT_EQ(kolmogorov_sf(10, 1), 0);
}

TEST(Drift, CountsMayBeParts) {
  const Distinct whole = distinct(view(mixed_column(500, 0))), other = distinct(view(mixed_column(400, 1)));
  Distinct third = whole;
  for (double& count : third.counts) count /= 3;
  for (const DriftTest* test : {&psi, &js, &wasserstein}) {
    expect_near(test->of_numbers(third.sample(), other.sample()).statistic, test->of_numbers(whole.sample(), other.sample()).statistic,
                std::string(test->name));
  }
}

TEST(Drift, WithNothingOnASideThereIsNoResult) {
  const Distinct none, some = distinct(view({1, 2, 3}));
  const std::vector<double> zeros = {0, 0}, counts = {1, 2};
  for (const DriftTest& test : tests()) {
    EXPECT_TRUE(std::isnan(test.of_numbers(none.sample(), some.sample()).statistic)) << test.name;
    EXPECT_TRUE(std::isnan(test.of_numbers(some.sample(), none.sample()).statistic)) << test.name;
    if (test.of_categories == nullptr) continue;
    EXPECT_TRUE(std::isnan(test.of_categories({zeros, counts}).statistic)) << test.name;
    EXPECT_TRUE(std::isnan(test.of_categories({counts, zeros}).statistic)) << test.name;
  }
}

TEST(Drift, DistinctValuesAscendWithTheirCounts) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Distinct found = distinct(view({2, -0.0, nan, 0.0, -1e300, infinity, 2, -infinity, 5e-324, 2}));
  EXPECT_EQ(found.values, (std::vector<double>{-infinity, -1e300, 0, 5e-324, 2, infinity}));
  EXPECT_EQ(found.counts, (std::vector<double>{1, 1, 2, 1, 3, 1}));
  EXPECT_FALSE(std::signbit(found.values[2]));
  EXPECT_TRUE(distinct(view({nan, nan})).values.empty());
}

TEST(Drift, BinsOfFewValuesAreTheValues) {
  const Distinct few = distinct(view({1, 1, 2, 7})), other = distinct(view({0, 1, 2, 3, 7, 9}));
  const Bins bins = bins_of(few.sample());
  EXPECT_TRUE(bins.of_values);
  EXPECT_EQ(counts_in(bins, few.sample()), (std::vector<double>{2, 1, 1, 0}));
  EXPECT_EQ(counts_in(bins, other.sample()), (std::vector<double>{1, 1, 1, 3}));
}

}  // namespace
}  // namespace trainyard::kernels::drift
