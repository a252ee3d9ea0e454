#include "kernels/impute/impute.hpp"

namespace trainyard::kernels::impute {

constinit const Imputer constant = {"constant", "the number given as fill",
                                    [](const Exec&, const reduce::Numbers&, double value) { return map::Maps{filled_with(value)}; },
                                    nullptr};

}  // namespace trainyard::kernels::impute
