#include "kernels/impute/impute.hpp"
#include "kernels/reduce/moments.hpp"

namespace trainyard::kernels::impute {

constinit const Imputer mean = {"mean", "the mean of the training rows",
                                [](const Exec& exec, const reduce::Numbers& numbers, double) {
                                  const auto moments = reduce::moments(exec, numbers);
                                  return map::Maps{filled_with(moments.count == 0 ? 0.0 : moments.mean)};
                                },
                                [](std::span<const double> sorted) {
                                  return reduce::moments({}, {sorted.data(), sorted.size()}).mean;
                                }};

}  // namespace trainyard::kernels::impute
