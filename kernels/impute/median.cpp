#include <cmath>

#include "kernels/impute/impute.hpp"
#include "kernels/reduce/quantile.hpp"

namespace trainyard::kernels::impute {

constinit const Imputer median = {"median", "the median of the training rows", [](const Exec& exec, ColumnView column, double) {
                                    const double middle = reduce::quantile(exec, column, 0.5);
                                    return std::isnan(middle) ? 0.0 : middle;
                                  }};

}  // namespace trainyard::kernels::impute
