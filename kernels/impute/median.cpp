#include <cmath>

#include "kernels/impute/impute.hpp"
#include "kernels/reduce/quantile.hpp"

namespace trainyard::kernels::impute {

constinit const Imputer median = {"median", "the median of the training rows",
                                  [](const Exec& exec, const reduce::Numbers& numbers, double) {
                                    const double middle = reduce::quantile(exec, numbers, 0.5);
                                    return map::Maps{filled_with(std::isnan(middle) ? 0.0 : middle)};
                                  }};

}  // namespace trainyard::kernels::impute
