#include "kernels/scale/scale.hpp"

namespace trainyard::kernels::scale {

constinit const Scaler log1p = {"log1p", "log(1 + x); x of -1 and below becomes missing, after imputation",
                                [](const Exec& exec, const reduce::Numbers& numbers) {
                                  map::Maps maps;
                                  if (reduce::moments(exec, numbers).count > 0) maps.push_back({.kind = map::Kind::log1p});
                                  return maps;
                                }};

}  // namespace trainyard::kernels::scale
