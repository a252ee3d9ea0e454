#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
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

// Negative numbers have all bits turned, the others the sign bit; so keys order as the numbers do. x + 0.0 turns -0.0 into 0.0.
TRAINYARD_DEVICE inline std::uint64_t ordered_key(double x) {
  const double value = x + 0.0;
  std::uint64_t bits = 0;
  memcpy(&bits, &value, sizeof bits);
  constexpr std::uint64_t sign = std::uint64_t{1} << (key_bits - 1);
  return (bits & sign) != 0 ? ~bits : bits | sign;
}

struct Present {
  const double* values;

  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    if (values[row] == values[row]) add(0);
  }
};

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

std::int64_t count_present(const Exec& exec, std::span<const ColumnView> chunks) {
  Buffer<std::int64_t> present(exec, 1);
  present.zero();
  for (const ColumnView& chunk : chunks) tally(exec, chunk.size, present.view(), Present{chunk.data});
  return present.download().front();
}

// One pass: every search gets its next digit, a batch of prefixes at a time.
void pass(const Exec& exec, std::span<const ColumnView> chunks, std::vector<RankSearch>& searches, int shift) {
  const std::vector<std::uint64_t> prefixes = distinct_prefixes(searches);
  std::vector<bool> advanced(searches.size(), false);
  for (std::size_t first = 0; first < prefixes.size(); first += prefixes_at_once) {
    const auto batch = std::span(prefixes).subspan(first, std::min(prefixes_at_once, prefixes.size() - first));
    const Buffer<std::uint64_t> wanted(exec, batch);
    Buffer<std::int64_t> counts(exec, batch.size() * digits);
    counts.zero();
    for (const ColumnView& chunk : chunks) {
      tally(exec, chunk.size, counts.view(), Digit{chunk.data, wanted.data(), wanted.size(), shift});
    }
    take_digit(searches, advanced, batch, counts.download());
  }
}

}  // namespace

std::vector<double> quantiles(const Exec& exec, std::span<const ColumnView> chunks, std::span<const double> probabilities) {
  for (const double p : probabilities) {
    if (!(p >= 0.0 && p <= 1.0)) throw std::invalid_argument("quantiles: probability " + std::to_string(p) + " lies outside [0, 1]");
  }
  std::vector<double> result(probabilities.size(), std::numeric_limits<double>::quiet_NaN());
  const std::int64_t count = count_present(exec, chunks);
  if (count == 0) return result;
  std::vector<RankSearch> searches;
  for (const double p : probabilities) {
    const QuantilePlace place = quantile_place(count, p);
    searches.push_back({.rank = place.low});
    searches.push_back({.rank = place.high});
  }
  for (int shift = key_bits - digit_bits; shift >= 0; shift -= digit_bits) pass(exec, chunks, searches, shift);
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = interpolate(value_of_key(searches[2 * i].prefix), value_of_key(searches[2 * i + 1].prefix),
                            quantile_place(count, probabilities[i]).weight);
  }
  return result;
}

}  // namespace trainyard::kernels::reduce::TRAINYARD_BACKEND
