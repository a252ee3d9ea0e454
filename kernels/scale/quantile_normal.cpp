#include "kernels/scale/quantile_table.hpp"

namespace trainyard::kernels::scale {

constinit const Scaler quantile_normal = {
    "quantile_normal", "that share's place in a standard normal distribution, within ±5.2",
    [](const Exec& exec, const reduce::Numbers& numbers) { return with_quantiles(exec, numbers, map::Kind::quantile_normal); }};

}  // namespace trainyard::kernels::scale
