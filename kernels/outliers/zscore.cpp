#include <cmath>

#include "kernels/outliers/outliers.hpp"
#include "kernels/reduce/moments.hpp"

namespace trainyard::kernels::outliers {

constinit const Method zscore = {"zscore",
                                 "more than `factor` population standard deviations from the mean",
                                 Reads::factor,
                                 {.factor = 3.0},
                                 [](const Exec& exec, const reduce::Numbers& numbers, const Limits& limits) {
                                   const auto moments = reduce::moments(exec, numbers);
                                   if (moments.count == 0) return std::optional<Bounds>{};
                                   return around(moments.mean, limits.factor * std::sqrt(moments.variance()));
                                 }};

}  // namespace trainyard::kernels::outliers
