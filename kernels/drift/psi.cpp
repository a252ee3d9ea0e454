#include <algorithm>

#include "kernels/base/math.cuh"
#include "kernels/drift/on_bins.hpp"

namespace trainyard::kernels::drift {
namespace {

constexpr double least_share = 1e-4;  // in the place of 0, whose logarithm there is not

Result psi_of_shares(const CategoryCounts& counts) {
  if (!both_have_counts(counts)) return {};
  const auto reference = shares_of(counts.reference), current = shares_of(counts.current);
  const auto above_zero = [](double share) { return share > 0 ? share : least_share; };
  double sum = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double was = above_zero(reference[i]), is = above_zero(current[i]);
    sum += (is - was) * kernels::cpu::portable_log(is / was);
  }
  return {.statistic = sum};
}

}  // namespace

constinit const DriftTest psi = {
    .name = "psi",
    .doc =
        "population stability index over the reference's deciles, or over categories: the sum of (current - reference) x "
        "log(current / reference) of the shares, of which 0 counts as 0.0001",
    .max = 0.2,
    .of_numbers = on_bins<psi_of_shares>,
    .of_categories = psi_of_shares};

}  // namespace trainyard::kernels::drift
