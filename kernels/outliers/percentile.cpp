#include <array>
#include <cmath>

#include "kernels/outliers/outliers.hpp"
#include "kernels/reduce/quantile.hpp"

namespace trainyard::kernels::outliers {

constinit const Method percentile = {"percentile",
                                     "below the quantile of probability `lower` or above that of `upper`",
                                     Reads::range,
                                     {.factor = 0.0, .lower = 0.01, .upper = 0.99},
                                     [](const Exec& exec, const reduce::Numbers& numbers, const Limits& limits) {
                                       const auto found = reduce::quantiles(exec, numbers, std::array{limits.lower, limits.upper});
                                       return std::isnan(found[0]) ? std::optional<Bounds>{} : std::optional(Bounds{found[0], found[1]});
                                     }};

}  // namespace trainyard::kernels::outliers
