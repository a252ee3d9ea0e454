#include <boost/math/special_functions/gamma.hpp>

#include "kernels/drift/on_bins.hpp"

namespace trainyard::kernels::drift {
namespace {

/// Of the table of two rows, as scipy.stats.chi2_contingency(correction=False) has it. A category that neither side has is none.
Result chi2_of_counts(const CategoryCounts& counts) {
  if (!both_have_counts(counts)) return {};
  double of_reference = 0, of_current = 0;
  for (const double count : counts.reference) of_reference += count;
  for (const double count : counts.current) of_current += count;
  const double all = of_reference + of_current;
  double sum = 0;
  std::size_t categories = 0;
  for (std::size_t i = 0; i < counts.reference.size(); ++i) {
    const double both = counts.reference[i] + counts.current[i];
    if (both <= 0) continue;
    ++categories;
    const double was = both * of_reference / all, is = both * of_current / all;
    sum += (counts.reference[i] - was) * (counts.reference[i] - was) / was + (counts.current[i] - is) * (counts.current[i] - is) / is;
  }
  if (categories < 2) return {.statistic = 0, .p_value = 1};
  using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
  return {.statistic = sum, .p_value = boost::math::gamma_q(static_cast<double>(categories - 1) / 2, sum / 2, Policy())};
}

}  // namespace

constinit const DriftTest chi2 = {
    .name = "chi2",
    .doc =
        "chi-squared test of homogeneity over categories, or over the reference's deciles; p-value of the chi-squared "
        "distribution",
    .has_p_value = true,
    .of_numbers = on_bins<chi2_of_counts>,
    .of_categories = chi2_of_counts};

}  // namespace trainyard::kernels::drift
