#include "kernels/impute/impute.hpp"

namespace trainyard::kernels::impute {

constinit const Imputer constant = {"constant", "the number given as fill", [](const Exec&, ColumnView, double value) { return value; }};

}  // namespace trainyard::kernels::impute
