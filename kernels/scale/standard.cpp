#include <cmath>
#include <limits>

#include "kernels/reduce/moments.hpp"
#include "kernels/scale/scale.hpp"

namespace trainyard::kernels::scale {

// Whether the variance is no more than the rounding of the mean can make: scikit-learn's _is_constant_feature, whose bound comes from
// Chan, Golub and LeVeque (1983).
bool is_constant(const reduce::Moments& moments) {
  constexpr double eps = std::numeric_limits<double>::epsilon();
  const auto count = static_cast<double>(moments.count);
  const double rounding = count * moments.mean * eps;
  return moments.variance() <= count * eps * moments.variance() + rounding * rounding;
}

constinit const Scaler standard = {"standard", "(x - mean) / population standard deviation; a constant column is only shifted",
                                   [](const Exec& exec, const reduce::Numbers& numbers) {
                                     const auto moments = reduce::moments(exec, numbers);
                                     if (moments.count == 0) return map::Maps{};
                                     return shifted_and_divided(moments.mean, is_constant(moments) ? 1.0 : std::sqrt(moments.variance()));
                                   }};

}  // namespace trainyard::kernels::scale
