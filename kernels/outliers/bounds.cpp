#include "kernels/outliers/outliers.hpp"

namespace trainyard::kernels::outliers {

constinit const Method bounds = {"bounds",
                                 "below `lower` or above `upper`, numbers that the user gives",
                                 Reads::range,
                                 {},
                                 [](const Exec&, const reduce::Numbers&, const Limits& limits) {
                                   return std::optional(Bounds{limits.lower, limits.upper});
                                 }};

}  // namespace trainyard::kernels::outliers
