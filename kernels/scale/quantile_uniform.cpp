#include "kernels/scale/quantile_table.hpp"

namespace trainyard::kernels::scale {

constinit const Scaler quantile_uniform = {
    "quantile_uniform", "the share of the training numbers below x, between 1000 of their quantiles; 0 to 1",
    [](const Exec& exec, const reduce::Numbers& numbers) { return with_quantiles(exec, numbers, map::Kind::quantile_uniform); }};

}  // namespace trainyard::kernels::scale
