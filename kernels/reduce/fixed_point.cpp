#include "kernels/reduce/fixed_point.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "kernels/reduce/moments.hpp"

namespace trainyard::kernels::reduce {

FixedScale fixed_scale(double largest, std::size_t count) {
  constexpr int largest_exponent = 1023;  // of a power of two that is a double
  int exponent = 0;
  std::frexp(largest, &exponent);
  const int bits = std::clamp(62 - static_cast<int>(std::bit_width(count)), 0, 50);
  return {.up = std::ldexp(1.0, std::min(bits - exponent, largest_exponent)), .step = std::ldexp(1.0, bits)};
}

FixedScale weight_scale(const Exec& exec, ColumnView weights) { return fixed_scale(largest_weight(exec, weights), weights.size); }

double largest_weight(const Exec& exec, ColumnView weights) {
  const Moments found = moments(exec, weights);
  if (found.missing > 0) throw std::invalid_argument("weights: " + std::to_string(found.missing) + " are missing (NaN)");
  if (found.count == 0) return 0.0;
  if (found.min < 0.0) throw std::invalid_argument("weights: the smallest is " + std::to_string(found.min) + ", below 0");
  if (std::isinf(found.max)) throw std::invalid_argument("weights: the largest is infinite");
  return found.max;
}

}  // namespace trainyard::kernels::reduce
