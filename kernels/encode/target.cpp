#include <algorithm>

#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode {
namespace {

// Equations 3 to 7 of D. Micci-Barreca, A preprocessing scheme for high-cardinality categorical attributes (2001), as scikit-learn's
// TargetEncoder reads them. A category without a row has the mean of all rows.
double smoothed_mean(const TargetSums& category, const TargetSums& all, const TargetOptions& options) {
  const double prior = all.mean();
  if (category.weight <= 0.0) return prior;
  if (options.smooth) return (category.sum + *options.smooth * prior) / (category.weight + *options.smooth);
  const double between = all.squares / all.weight * category.weight;
  const double within = category.squares / category.weight;
  if (between + within <= 0.0) return prior;
  const double share = between / (between + within);
  return share * category.mean() + (1.0 - share) * prior;
}

}  // namespace

constinit const Encoder target = {.name = "target",
                                  .doc = "the mean of the target in the category's training rows, drawn towards that of all rows",
                                  .columns = Columns::per_class,
                                  .target_values =
                                      [](const TargetStats& stats, const TargetOptions& options) {
                                        std::vector<double> values(stats.categories.size());
                                        std::ranges::transform(stats.categories, values.begin(), [&](const TargetSums& category) {
                                          return smoothed_mean(category, stats.all, options);
                                        });
                                        return values;
                                      },
                                  .keys = {"smooth", "cv"}};

}  // namespace trainyard::kernels::encode
