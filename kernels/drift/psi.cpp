#include "kernels/base/math.cuh"
#include "kernels/drift/on_bins.hpp"

namespace trainyard::kernels::drift {
namespace {

constexpr double least_share = 1e-4;  // in the place of 0, whose logarithm there is not

double psi_of_shares(const std::vector<double>& reference, const std::vector<double>& current) {
  const auto above_zero = [](double share) { return share > 0 ? share : least_share; };
  double sum = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double was = above_zero(reference[i]), is = above_zero(current[i]);
    sum += (is - was) * kernels::cpu::portable_log(is / was);
  }
  return sum;
}

}  // namespace

constinit const DriftTest psi = {
    .name = "psi",
    .doc =
        "population stability index over the reference's deciles, or over categories: the sum of (current - reference) x "
        "log(current / reference) of the shares, of which 0 counts as 0.0001",
    .max = 0.2,
    .of_numbers = on_bins<on_shares<psi_of_shares>>,
    .of_categories = on_shares<psi_of_shares>};

}  // namespace trainyard::kernels::drift
