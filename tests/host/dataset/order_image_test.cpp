#include "host/dataset/order_image.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace trainyard::dataset {
namespace {

TEST(OrderImage, KeepsTheOrderAndComesBack) {
  const double most = std::numeric_limits<double>::max(), least = std::numeric_limits<double>::denorm_min();
  const double ascending[] = {-most, -1.5, -1, -1e-310, -least, 0, least, 1e-310, 1, 1.5, most};
  for (std::size_t i = 1; i < std::size(ascending); ++i)
    EXPECT_LT(order_image(ascending[i - 1]), order_image(ascending[i])) << ascending[i];
  for (const double value : ascending) EXPECT_EQ(value_of_image(order_image(value)), value);
  EXPECT_EQ(order_image(-0.0), order_image(0.0));
}

TEST(OrderImage, KeepsTheOrderOfRandomBits) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 100'000; ++i) {
    const auto a = std::bit_cast<double>(random()), b = std::bit_cast<double>(random());
    if (a != a || b != b) continue;
    EXPECT_EQ(a < b, order_image(a) < order_image(b)) << a << " and " << b;
    EXPECT_EQ(value_of_image(order_image(a)), a);
  }
}

}  // namespace
}  // namespace trainyard::dataset
