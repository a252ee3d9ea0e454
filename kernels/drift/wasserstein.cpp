#include <algorithm>
#include <cmath>

#include "kernels/drift/list.hpp"

namespace trainyard::kernels::drift {
namespace {

/// Of the population; 0 for one value alone.
double standard_deviation(const NumberSample& sample, double total) {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < sample.values.size(); ++i) sum += sample.values[i] * sample.counts[i];
  const double mean = sum / total;
  for (std::size_t i = 0; i < sample.values.size(); ++i) {
    squares += (sample.values[i] - mean) * (sample.values[i] - mean) * sample.counts[i];
  }
  return sample.values.size() < 2 ? 0.0 : std::sqrt(squares / total);
}

/// The area between the two distribution functions.
Result wasserstein_of_numbers(const NumberSample& reference, const NumberSample& current) {
  const double of_reference = reference.total(), of_current = current.total();
  if (of_reference <= 0 || of_current <= 0) return {};
  double before = 0, now = 0, area = 0;
  double last = std::min(reference.values[0], current.values[0]);
  std::size_t i = 0, k = 0;
  while (i < reference.values.size() || k < current.values.size()) {
    const bool takes_reference = i < reference.values.size() && (k == current.values.size() || reference.values[i] <= current.values[k]);
    const double value = takes_reference ? reference.values[i] : current.values[k];
    area += std::abs(before / of_reference - now / of_current) * (value - last);
    last = value;
    (takes_reference ? before : now) += takes_reference ? reference.counts[i++] : current.counts[k++];
  }
  const double spread = standard_deviation(reference, of_reference);
  return {.statistic = spread > 0 ? area / spread : area};
}

}  // namespace

constinit const DriftTest wasserstein = {
    .name = "wasserstein",
    .doc =
        "Wasserstein distance of numbers in standard deviations of the reference, as Evidently has it; of a reference "
        "that has one value, in units of the column",
    .max = 0.1,
    .of_numbers = wasserstein_of_numbers,
    .stand_in = "js"};

}  // namespace trainyard::kernels::drift
