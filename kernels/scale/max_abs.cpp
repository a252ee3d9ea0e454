#include <algorithm>
#include <cmath>

#include "kernels/reduce/moments.hpp"
#include "kernels/scale/scale.hpp"

namespace trainyard::kernels::scale {

constinit const Scaler max_abs = {"max_abs", "x / the largest |x|; a column of zeros stays as it is",
                                  [](const Exec& exec, const reduce::Numbers& numbers) {
                                    const auto moments = reduce::moments(exec, numbers);
                                    if (moments.count == 0) return map::Maps{};
                                    return shifted_and_divided(0.0, divisor_of(std::max(std::abs(moments.min), std::abs(moments.max))));
                                  }};

}  // namespace trainyard::kernels::scale
