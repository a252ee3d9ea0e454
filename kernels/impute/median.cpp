#include <cmath>

#include "kernels/impute/impute.hpp"
#include "kernels/reduce/quantile.hpp"
#include "kernels/reduce/ranks.hpp"

namespace trainyard::kernels::impute {

constinit const Imputer median = {"median", "the median of the training rows",
                                  [](const Exec& exec, const reduce::Numbers& numbers, double) {
                                    const double middle = reduce::quantile(exec, numbers, 0.5);
                                    return map::Maps{filled_with(std::isnan(middle) ? 0.0 : middle)};
                                  },
                                  [](std::span<const double> sorted) {
                                    const auto place = reduce::quantile_place(static_cast<std::int64_t>(sorted.size()), 0.5);
                                    return reduce::interpolate(sorted[static_cast<std::size_t>(place.low)],
                                                               sorted[static_cast<std::size_t>(place.high)], place.weight);
                                  }};

}  // namespace trainyard::kernels::impute
