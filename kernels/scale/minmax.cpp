#include <limits>

#include "kernels/reduce/moments.hpp"
#include "kernels/scale/scale.hpp"

namespace trainyard::kernels::scale {
namespace {

// Ranges below this are taken for a constant column, as in scikit-learn's _handle_zeros_in_scale.
constexpr double smallest_range = 10 * std::numeric_limits<double>::epsilon();

}  // namespace

constinit const Scaler minmax = {"minmax", "(x - min) / (max - min); a constant column is only shifted",
                                 [](const Exec& exec, const reduce::Numbers& numbers) {
                                   const auto moments = reduce::moments(exec, numbers);
                                   if (moments.count == 0) return map::Maps{};
                                   const double range = moments.max - moments.min;
                                   return shifted_and_divided(moments.min, range < smallest_range ? 1.0 : range);
                                 }};

}  // namespace trainyard::kernels::scale
