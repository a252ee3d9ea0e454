// Expected values: scipy 1.18, scipy.stats.norm.ppf.
#include <cmath>
#include <gtest/gtest.h>

#include "kernels/base/math.cuh"

namespace trainyard::kernels::cpu {
namespace {

TEST(NormalQuantile, IsWithinItsTolerance) {
  const double expected[][2] = {{1.4e-11, -6.656723091518184}, {1e-07, -5.1993375821928165}, {0.001, -3.090232306167813},
                                {0.02, -2.053748910631823},    {0.075, -1.4395314709384563}, {0.3, -0.5244005127080409},
                                {0.6, 0.2533471031357997},     {0.925, 1.4395314709384563},  {0.99, 2.3263478740408408},
                                {0.9999999, 5.199337582290661}};
  for (const auto& [p, quantile] : expected) EXPECT_NEAR(normal_quantile(p), quantile, 1e-12 * std::abs(quantile)) << p;
  EXPECT_EQ(normal_quantile(0.5), 0.0);
  EXPECT_NEAR(normal_quantile(0.500000001), 2.5066282037387115e-09, 1e-16);
}

TEST(NormalQuantile, IsWhatTheErrorFunctionGivesBack) {
  for (int i = 1; i < 10'000; ++i) {
    const double p = i / 10'000.0;
    ASSERT_NEAR(0.5 * std::erfc(-normal_quantile(p) / std::sqrt(2.0)), p, 1e-13) << p;
  }
}

TEST(Expm1, IsOffByThreeUnitsInTheLastPlaceAtMost) {
  for (const double sign : {1.0, -1.0}) {
    for (double x = 1e-300; x < 700; x *= 1.37) {
      const double expected = std::expm1(sign * x);
      ASSERT_LE(std::abs(portable_expm1(sign * x) - expected), 3 * std::abs(std::nextafter(expected, 1e308) - expected)) << sign * x;
    }
  }
  EXPECT_EQ(portable_expm1(0.0), 0.0);
  EXPECT_EQ(portable_expm1(-800), -1.0);
  EXPECT_TRUE(std::isinf(portable_expm1(710)));
  EXPECT_TRUE(std::isnan(portable_expm1(std::nan(""))));
}

}  // namespace
}  // namespace trainyard::kernels::cpu
