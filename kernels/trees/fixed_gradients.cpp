#include "kernels/trees/fixed_gradients.hpp"

#include <array>
#include <cmath>
#include <stdexcept>

#include "kernels/base/math.cuh"
#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {
namespace {

using kernels::cpu::bits_of;

/// Row r is added to lane r % 16, lanes one after another.
struct SumAbsolute {
  const float* values;
  double* result;

  void operator()(std::size_t first, std::size_t rows) const {
    constexpr std::size_t lanes = 16;
    std::array<double, lanes> sums = {};
    std::size_t row = first;
    for (; row + lanes <= first + rows; row += lanes) {
      for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += static_cast<double>(std::fabs(values[row + lane]));
    }
    for (std::size_t lane = 0; row < first + rows; ++row, ++lane) sums[lane] += static_cast<double>(std::fabs(values[row]));
    double sum = 0;
    for (const double one : sums) sum += one;
    *result = sum;
  }
};

struct Pack {
  const float* gradients;
  const float* hessians;
  double up_gradient, up_hessian;
  Packed* packed;

  void operator()(std::size_t first, std::size_t rows) const {
    constexpr double rounder = 6755399441055744.0;  // 1.5 * 2^52: the sum's low 32 bits are the whole number, ties to even
    for (std::size_t row = first; row < first + rows; ++row) {
      const std::uint64_t g = bits_of(static_cast<double>(gradients[row]) * up_gradient + rounder);
      const std::uint64_t h = bits_of(static_cast<double>(hessians[row]) * up_hessian + rounder);
      packed[row] = static_cast<Packed>((g << 32) + (h & 0xffffffff));
    }
  }
};

/// 2^-s.
double unit_of(std::span<const float> values, const char* what) {
  double sum = 0;
  run(SumAbsolute{values.data(), &sum}, values.size());
  if (!std::isfinite(sum)) throw std::overflow_error(std::string("boosting: a ") + what + " is not finite");
  int exponent = 0;
  std::frexp(sum, &exponent);  // sum < 2^exponent
  return std::ldexp(1.0, exponent - 30);
}

}  // namespace

Units units_of(std::span<const float> gradients, std::span<const float> hessians) {
  return {.gradient = unit_of(gradients, "gradient"), .hessian = unit_of(hessians, "hessian")};
}

void pack(std::span<const float> gradients, std::span<const float> hessians, Units units, Packed* packed) {
  run(Pack{gradients.data(), hessians.data(), 1 / units.gradient, 1 / units.hessian, packed}, gradients.size());
}

}  // namespace trainyard::kernels::trees
