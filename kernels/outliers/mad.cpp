#include <array>
#include <cmath>

#include "kernels/map/mapped.hpp"
#include "kernels/outliers/outliers.hpp"
#include "kernels/reduce/quantile.hpp"

namespace trainyard::kernels::outliers {
namespace {

// Makes the median absolute deviation an estimate of a normal distribution's standard deviation: 1 / (its quantile of 0.75).
constexpr double to_deviation = 1.4826;

}  // namespace

// B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers (1993): the modified z-score and its limit of 3.5.
constinit const Method mad = {"mad",
                              "more than `factor` times 1.4826 median absolute deviations from the median",
                              Reads::factor,
                              {.factor = 3.5},
                              [](const Exec& exec, const reduce::Numbers& numbers, const Limits& limits) {
                                const double middle = reduce::quantile(exec, numbers, 0.5);
                                if (std::isnan(middle)) return std::optional<Bounds>{};
                                const std::array distance = {map::Map{.kind = map::Kind::distance, .a = middle}};
                                const double spread = reduce::quantile(exec, map::Mapped(exec, numbers, distance), 0.5);
                                return around(middle, limits.factor * to_deviation * spread);
                              }};

}  // namespace trainyard::kernels::outliers
