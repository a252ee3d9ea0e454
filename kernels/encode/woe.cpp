#include <algorithm>

#include "kernels/base/math.cuh"
#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode {
namespace {

// log of (share of the class's rows that are in the category) / (the same for the other class), each count raised by the regularization
// and each total by twice that, as category_encoders' WOEEncoder does, but for
// categories of one row, which that sets to 0. A category without a row tells nothing: 0.
double weight_of_evidence(const TargetSums& category, const TargetSums& all, double regularization) {
  if (category.weight <= 0.0) return 0.0;
  const double events = (category.sum + regularization) / (all.sum + 2.0 * regularization);
  const double others = (category.weight - category.sum + regularization) / (all.weight - all.sum + 2.0 * regularization);
  return kernels::cpu::portable_log(events / others);
}

}  // namespace

constinit const Encoder woe = {.name = "woe",
                               .doc = "weight of evidence: how much likelier the second of two classes makes the category, as a logarithm",
                               .target_values =
                                   [](const TargetStats& stats, const TargetOptions& options) {
                                     std::vector<double> values(stats.categories.size());
                                     std::ranges::transform(stats.categories, values.begin(), [&](const TargetSums& category) {
                                       return weight_of_evidence(category, stats.all, options.regularization);
                                     });
                                     return values;
                                   },
                               .needs_two_classes = true,
                               .keys = {"regularization", "cv"}};

}  // namespace trainyard::kernels::encode
