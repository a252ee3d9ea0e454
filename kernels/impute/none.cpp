#include <limits>

#include "kernels/impute/impute.hpp"

namespace trainyard::kernels::impute {

constinit const Imputer none = {"none", "missing numbers stay missing; XGBoost learns a direction for them",
                                [](const Exec&, ColumnView, double) { return std::numeric_limits<double>::quiet_NaN(); }};

}  // namespace trainyard::kernels::impute
