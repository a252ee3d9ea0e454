#include "host/features/exact_moments.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace trainyard::features {
namespace {

using dataset::ExactSum;
using dataset::Wide;

constexpr double nothing_known = std::numeric_limits<double>::quiet_NaN();
constexpr double largest_to_square = 1e150;

struct Parts {
  bool negative;
  std::uint64_t mantissa;
  int exponent;  // value = ± mantissa · 2^exponent
};

Parts parts_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto exponent = static_cast<int>(bits >> 52) & 0x7FF;
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  return {(bits >> 63) != 0, exponent == 0 ? fraction : fraction | (std::uint64_t{1} << 52), std::max(exponent, 1) - 1075};
}

// Adds ± a · b; what lies below the unit of the sum is cut off, the same for the same product.
void add_product(ExactSum& sum, double a, double b, bool subtract) {
  const Parts x = parts_of(a), y = parts_of(b);
  Wide magnitude = Wide{x.mantissa} * y.mantissa;
  int shift = x.exponent + y.exponent + static_cast<int>(ExactSum::unit_shift);
  if (shift < 0) magnitude = shift > -128 ? magnitude >> -shift : 0;
  shift = std::max(shift, 0);
  sum.add((x.negative != y.negative) != subtract, magnitude, static_cast<unsigned>(shift));
}

// Subtracts factor · sum. Three doubles hold any 159 leading bits of the sum, more than the difference of such squares can show.
void subtract_product(ExactSum& from, double factor, ExactSum sum) {
  for (int part = 0; part < 3; ++part) {
    const double leading = sum.rounded();
    if (leading == 0) return;
    add_product(from, factor, leading, true);
    sum.add(-leading);
  }
}

}  // namespace

void ExactMoments::change(double value, bool out) {
  sum_.add(out ? -value : value);
  count_ += out ? std::uint64_t(-1) : 1;
  if (std::fabs(value) > largest_to_square) {
    huge_ += out ? std::uint64_t(-1) : 1;
  } else {
    add_product(squares_, value, value, out);
  }
}

double ExactMoments::sum() const { return count_ == 0 ? nothing_known : sum_.rounded(); }

// A first quotient, and what the rest of the division adds to it: the mean of equal values is that value.
double ExactMoments::mean() const {
  if (count_ == 0) return nothing_known;
  const auto n = static_cast<double>(count_);
  const double quotient = sum_.rounded() / n;
  ExactSum rest = sum_;
  if (std::isfinite(quotient)) {
    add_product(rest, n, quotient, true);
    return quotient + rest.rounded() / n;
  }
  rest.divide(count_);
  return rest.rounded();
}

// With any m near the mean and the exact rest r = Σx - n·m, Σ(x - m)² = Σx² - m·Σx - m·r, and the sum of squares about the exact mean is
// r²/n less.
double ExactMoments::standard_deviation() const {
  if (count_ < 2) return nothing_known;
  if (huge_ > 0) return std::numeric_limits<double>::infinity();
  const auto n = static_cast<double>(count_);
  const double m = sum_.rounded() / n;
  ExactSum rest = sum_;
  add_product(rest, n, m, true);
  ExactSum about = squares_;
  subtract_product(about, m, sum_);
  subtract_product(about, m, rest);
  const double r = rest.rounded();
  return std::sqrt(std::max(about.rounded() - r * r / n, 0.0) / (n - 1));
}

}  // namespace trainyard::features
