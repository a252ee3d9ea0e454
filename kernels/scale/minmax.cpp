#include "kernels/reduce/moments.hpp"
#include "kernels/scale/scale.hpp"

namespace trainyard::kernels::scale {

constinit const Scaler minmax = {"minmax", "(x - min) / (max - min); a constant column is only shifted",
                                 [](const Exec& exec, const reduce::Numbers& numbers) {
                                   const auto moments = reduce::moments(exec, numbers);
                                   if (moments.count == 0) return map::Maps{};
                                   return shifted_and_divided(moments.min, divisor_of(moments.max - moments.min));
                                 }};

}  // namespace trainyard::kernels::scale
