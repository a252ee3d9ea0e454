#include <array>
#include <cmath>

#include "kernels/reduce/quantile.hpp"
#include "kernels/scale/scale.hpp"

namespace trainyard::kernels::scale {

constinit const Scaler robust = {"robust", "(x - median) / distance of the quartiles; where that is 0, only shifted",
                                 [](const Exec& exec, const reduce::Numbers& numbers) {
                                   const auto found = reduce::quantiles(exec, numbers, std::array{0.25, 0.5, 0.75});
                                   if (std::isnan(found[1])) return map::Maps{};
                                   return shifted_and_divided(found[1], divisor_of(found[2] - found[0]));
                                 }};

}  // namespace trainyard::kernels::scale
