#include <cmath>

#include "kernels/base/math.cuh"
#include "kernels/drift/on_bins.hpp"

namespace trainyard::kernels::drift {
namespace {

/// x log2(x / y) without the division by log 2; 0 for x = 0.
double relative_entropy(double x, double y) { return x > 0 ? x * kernels::cpu::portable_log(x / y) : 0.0; }

double js_of_shares(const std::vector<double>& reference, const std::vector<double>& current) {
  double of_reference = 0, of_current = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double middle = (reference[i] + current[i]) / 2;
    of_reference += relative_entropy(reference[i], middle);
    of_current += relative_entropy(current[i], middle);
  }
  const double divergence = (of_reference + of_current) / (2 * kernels::cpu::portable_log(2.0));
  return std::sqrt(std::max(divergence, 0.0));
}

}  // namespace

constinit const DriftTest js = {
    .name = "js",
    .doc =
        "Jensen-Shannon distance over the reference's deciles, or over categories: the square root of the divergence to base 2, "
        "from 0 to 1",
    .max = 0.1,
    .of_numbers = on_bins<on_shares<js_of_shares>>,
    .of_categories = on_shares<js_of_shares>};

}  // namespace trainyard::kernels::drift
