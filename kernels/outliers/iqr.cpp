#include <array>
#include <cmath>

#include "kernels/outliers/outliers.hpp"
#include "kernels/reduce/quantile.hpp"

namespace trainyard::kernels::outliers {

// J. W. Tukey, Exploratory Data Analysis (1977).
constinit const Method iqr = {"iqr",
                              "more than `factor` times the distance of the quartiles outside them",
                              Reads::factor,
                              {.factor = 1.5},
                              [](const Exec& exec, const reduce::Numbers& numbers, const Limits& limits) {
                                const auto found = reduce::quantiles(exec, numbers, std::array{0.25, 0.75});
                                const double distance = limits.factor * (found[1] - found[0]);
                                if (std::isnan(found[0]) || distance == 0.0) return std::optional<Bounds>{};
                                return std::optional(Bounds{found[0] - distance, found[1] + distance});
                              }};

}  // namespace trainyard::kernels::outliers
