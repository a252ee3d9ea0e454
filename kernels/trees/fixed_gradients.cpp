#include "kernels/trees/fixed_gradients.cuh"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {
namespace {

struct SumAbsolute {
  const float* values;
  double* result;

  void operator()(std::size_t, std::size_t rows) const {
    double sum = 0;
    for (std::size_t first = 0; first < rows; first += cpu::unit_tile) sum += of_tile(first, std::min(first + cpu::unit_tile, rows));
    *result = sum;
  }

  [[gnu::always_inline]] [[nodiscard]] double of_tile(std::size_t row, std::size_t end) const {
    std::array<double, cpu::unit_lanes> sums = {};
    for (; row + sums.size() <= end; row += sums.size()) {
      for (std::size_t lane = 0; lane < sums.size(); ++lane) sums[lane] += static_cast<double>(std::fabs(values[row + lane]));
    }
    for (std::size_t lane = 0; row < end; ++row, ++lane) sums[lane] += static_cast<double>(std::fabs(values[row]));
    double sum = 0;
    for (const double one : sums) sum += one;
    return sum;
  }
};

struct Pack {
  const float* gradients;
  const float* hessians;
  Units up;
  Packed* packed;

  void operator()(std::size_t first, std::size_t rows) const {
    for (std::size_t row = first; row < first + rows; ++row) packed[row] = cpu::packed(gradients[row], hessians[row], up);
  }
};

double checked_unit(std::span<const float> values, const char* what) {
  double sum = 0;
  run(SumAbsolute{values.data(), &sum}, values.size());
  if (!std::isfinite(sum)) throw std::overflow_error(std::string("boosting: a ") + what + " is not finite");
  return cpu::unit_of(sum);
}

}  // namespace

Units units_of(std::span<const float> gradients, std::span<const float> hessians) {
  return {.gradient = checked_unit(gradients, "gradient"), .hessian = checked_unit(hessians, "hessian")};
}

void pack(std::span<const float> gradients, std::span<const float> hessians, Units units, Packed* packed) {
  run(Pack{gradients.data(), hessians.data(), {1 / units.gradient, 1 / units.hessian}, packed}, gradients.size());
}

}  // namespace trainyard::kernels::trees
