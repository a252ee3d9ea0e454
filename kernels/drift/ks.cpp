#include <algorithm>
#include <cmath>

#include "kernels/drift/kolmogorov.hpp"
#include "kernels/drift/list.hpp"

namespace trainyard::kernels::drift {
namespace {

/// The largest distance between the two distribution functions.
Result ks_of_numbers(const NumberSample& reference, const NumberSample& current) {
  const double of_reference = reference.total(), of_current = current.total();
  if (of_reference <= 0 || of_current <= 0) return {};
  double before = 0, now = 0, largest = 0;
  std::size_t i = 0, k = 0;
  while (i < reference.values.size() && k < current.values.size()) {
    const double value = std::min(reference.values[i], current.values[k]);
    if (reference.values[i] == value) before += reference.counts[i++];
    if (current.values[k] == value) now += current.counts[k++];
    largest = std::max(largest, std::abs(before / of_reference - now / of_current));
  }
  const double pairs = std::nearbyint(of_reference * of_current / (of_reference + of_current));
  return {.statistic = largest, .p_value = kolmogorov_sf(std::max(pairs, 1.0), largest)};
}

}  // namespace

constinit const DriftTest ks = {
    .name = "ks",
    .doc =
        "two-sample Kolmogorov-Smirnov test of numbers: the largest distance between the distribution functions; p-value as "
        "SciPy's ks_2samp(method=\"asymp\")",
    .has_p_value = true,
    .of_numbers = ks_of_numbers,
    .stand_in = "chi2"};

}  // namespace trainyard::kernels::drift
