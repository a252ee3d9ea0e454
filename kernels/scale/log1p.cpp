#include "kernels/scale/scale.hpp"

namespace trainyard::kernels::scale {

constinit const Scaler log1p = {"log1p", "log(1 + x); x of -1 and below becomes missing, after imputation",
                                [](const Exec& exec, const reduce::Numbers& numbers) {
                                  return reduce::moments(exec, numbers).count == 0 ? map::Maps{} : map::Maps{{.kind = map::Kind::log1p}};
                                }};

}  // namespace trainyard::kernels::scale
