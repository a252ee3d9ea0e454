#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/reduce/quantile.hpp"
#include "kernels/reduce/ranks.hpp"

namespace trainyard::kernels::reduce::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

constexpr std::size_t prefixes_at_once = 8;
constexpr std::int64_t most_gathered = std::int64_t{1} << 20;

// Negative numbers have all bits turned, the others the sign bit; so keys order as the numbers do. x + 0.0 turns -0.0 into 0.0.
TRAINYARD_HOST_DEVICE inline std::uint64_t ordered_key(double x) {
  const double value = x + 0.0;
  std::uint64_t bits = 0;
  memcpy(&bits, &value, sizeof bits);
  constexpr std::uint64_t sign = std::uint64_t{1} << (key_bits - 1);
  return (bits & sign) != 0 ? ~bits : bits | sign;
}

// Counts the digit that ends at bit `shift`, for values whose bits above it are one of `prefixes` (ascending).
struct Digit {
  const double* values;
  const std::uint64_t* prefixes;
  std::size_t prefix_count;
  int shift;

  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    const double value = values[row];
    if (value != value) return;
    const std::uint64_t key = ordered_key(value) >> shift;
    const std::uint64_t prefix = key >> digit_bits;
    for (std::size_t i = 0; i < prefix_count; ++i) {
      if (prefixes[i] == prefix) add(i * digits + (key & (digits - 1)));
    }
  }
};

std::vector<std::int64_t> count_digits(const Exec& exec, const Numbers& numbers, std::span<const std::uint64_t> prefixes, int shift) {
  const Buffer<std::uint64_t> wanted(exec, prefixes);
  Buffer<std::int64_t> counts(exec, prefixes.size() * digits);
  counts.zero();
  numbers.each([&](ColumnView block, std::size_t) {
    tally(exec, block.size, counts.view(), Digit{block.data, wanted.data(), wanted.size(), shift});
  });
  return counts.download();
}

// One pass: every search gets its next digit, a batch of prefixes at a time.
void pass(const Exec& exec, const Numbers& numbers, std::vector<RankSearch>& searches, int shift) {
  const std::vector<std::uint64_t> prefixes = distinct_prefixes(searches);
  std::vector<bool> advanced(searches.size(), false);
  for (std::size_t first = 0; first < prefixes.size(); first += prefixes_at_once) {
    const auto batch = std::span(prefixes).subspan(first, std::min(prefixes_at_once, prefixes.size() - first));
    take_digit(searches, advanced, batch, count_digits(exec, numbers, batch, shift));
  }
}

// Whether so few values are left among which the searches go on that a copy of them is worth it. A GPU reads all of them as quickly.
bool worth_gathering(const Exec& exec, std::span<const RankSearch> searches) {
  if (exec.on_gpu() || distinct_prefixes(searches).size() > prefixes_at_once) return false;
  std::int64_t left = 0;
  std::uint64_t last = 0;
  for (const RankSearch& search : searches) {
    if (left == 0 || search.prefix != last) left += search.among;
    last = search.prefix;
  }
  return left <= most_gathered;
}

// The values whose bits above `shift` are the prefix of a search. On the CPU.
std::vector<double> gathered(const Numbers& numbers, std::span<const RankSearch> searches, int shift) {
  const std::vector<std::uint64_t> prefixes = distinct_prefixes(searches);
  std::vector<double> few;
  numbers.each([&](ColumnView block, std::size_t) {
    for (std::size_t row = 0; row < block.size; ++row) {
      const double value = block.data[row];
      const std::uint64_t prefix = ordered_key(value) >> shift;
      for (const std::uint64_t wanted : prefixes) {
        if (prefix == wanted && value == value) few.push_back(value);
      }
    }
  });
  return few;
}

}  // namespace

std::vector<double> quantiles(const Exec& exec, const Numbers& numbers, std::span<const double> probabilities) {
  for (const double p : probabilities) {
    if (!(p >= 0.0 && p <= 1.0)) throw std::invalid_argument("quantiles: probability " + std::to_string(p) + " lies outside [0, 1]");
  }
  std::vector<double> result(probabilities.size(), std::numeric_limits<double>::quiet_NaN());
  // All values have the empty prefix, so the first digit's counts also tell how many there are.
  constexpr std::uint64_t no_prefix = 0;
  constexpr int first_shift = key_bits - digit_bits;
  const auto first_counts = count_digits(exec, numbers, std::span(&no_prefix, 1), first_shift);
  const std::int64_t count = std::reduce(first_counts.begin(), first_counts.end());
  if (count == 0) return result;
  std::vector<RankSearch> searches;
  for (const double p : probabilities) {
    const QuantilePlace place = quantile_place(count, p);
    searches.push_back({.rank = place.low});
    searches.push_back({.rank = place.high});
  }
  std::vector<bool> advanced(searches.size(), false);
  take_digit(searches, advanced, std::span(&no_prefix, 1), first_counts);
  std::vector<double> few;
  for (int shift = first_shift - digit_bits; shift >= 0; shift -= digit_bits) {
    if (few.empty() && worth_gathering(exec, searches)) few = gathered(numbers, searches, shift + digit_bits);
    if (few.empty()) {
      pass(exec, numbers, searches, shift);
    } else {
      pass(exec, WholeColumn({few.data(), few.size()}), searches, shift);
    }
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = interpolate(value_of_key(searches[2 * i].prefix), value_of_key(searches[2 * i + 1].prefix),
                            quantile_place(count, probabilities[i]).weight);
  }
  return result;
}

}  // namespace trainyard::kernels::reduce::TRAINYARD_BACKEND
