// The host side of quantile.hpp: which ranks are wanted, how the digits' counts lead to them, and the interpolation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace trainyard::kernels::reduce {

inline constexpr int digit_bits = 16;
inline constexpr int key_bits = 64;
inline constexpr std::size_t digits = std::size_t{1} << digit_bits;

/// The value with key `key`: keys are the doubles' bits, turned so that they order as the numbers do.
double value_of_key(std::uint64_t key);

/// One wanted rank: `prefix` is the part of its key that is known, `rank` its place among the `among` values with that prefix.
struct RankSearch {
  std::uint64_t prefix = 0;
  std::int64_t rank = 0;
  std::int64_t among = 0;
};

/// The different prefixes, ascending.
std::vector<std::uint64_t> distinct_prefixes(std::span<const RankSearch> searches);

/// Takes the next digit of every search whose prefix is in `prefixes`; counts[i * digits + d] values have prefixes[i] and then digit d.
/// Searches that are done in this pass are marked in `advanced`, so that a later batch of the same pass leaves them alone.
void take_digit(std::span<RankSearch> searches, std::vector<bool>& advanced, std::span<const std::uint64_t> prefixes,
                std::span<const std::int64_t> counts);

/// Where a quantile lies among `count` sorted values: between ranks low and high, at `weight` of the way.
struct QuantilePlace {
  std::int64_t low = 0;
  std::int64_t high = 0;
  double weight = 0.0;
};
QuantilePlace quantile_place(std::int64_t count, double probability);

/// numpy's interpolation, and for infinite values what quantile.hpp says.
double interpolate(double low, double high, double weight);

}  // namespace trainyard::kernels::reduce
