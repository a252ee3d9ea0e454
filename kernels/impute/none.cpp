#include "kernels/impute/impute.hpp"

namespace trainyard::kernels::impute {

constinit const Imputer none = {"none", "missing numbers stay missing; XGBoost learns a direction for them",
                                [](const Exec&, const reduce::Numbers&, double) { return map::Maps{}; }, nullptr};

}  // namespace trainyard::kernels::impute
