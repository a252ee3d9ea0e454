#include "kernels/reduce/ranks.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace trainyard::kernels::reduce {

double value_of_key(std::uint64_t key) {
  constexpr std::uint64_t sign = std::uint64_t{1} << (key_bits - 1);
  return std::bit_cast<double>((key & sign) != 0 ? key ^ sign : ~key);
}

std::vector<std::uint64_t> distinct_prefixes(std::span<const RankSearch> searches) {
  std::vector<std::uint64_t> prefixes;
  for (const RankSearch& search : searches) prefixes.push_back(search.prefix);
  std::ranges::sort(prefixes);
  prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
  return prefixes;
}

void take_digit(std::span<RankSearch> searches, std::vector<bool>& advanced, std::span<const std::uint64_t> prefixes,
                std::span<const std::int64_t> counts) {
  for (std::size_t i = 0; i < searches.size(); ++i) {
    RankSearch& search = searches[i];
    const auto place = std::ranges::lower_bound(prefixes, search.prefix);
    if (advanced[i] || place == prefixes.end() || *place != search.prefix) continue;
    const std::int64_t* own = counts.data() + static_cast<std::size_t>(place - prefixes.begin()) * digits;
    std::size_t digit = 0;
    while (digit < digits && search.rank >= own[digit]) search.rank -= own[digit++];
    if (digit == digits) throw std::logic_error("quantiles: the values changed while they were counted");
    search.prefix = search.prefix << digit_bits | digit;
    search.among = own[digit];
    advanced[i] = true;
  }
}

QuantilePlace quantile_place(std::int64_t count, double probability) {
  const double place = static_cast<double>(count - 1) * probability;
  if (place >= static_cast<double>(count - 1)) return {count - 1, count - 1, 0.0};
  const double low = std::floor(place);
  return {static_cast<std::int64_t>(low), static_cast<std::int64_t>(low) + 1, place - low};
}

double interpolate(double low, double high, double weight) {
  if (low == high || weight == 0.0) return low;
  if (std::isinf(low) && std::isinf(high)) return std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(low)) return low;
  if (std::isinf(high)) return high;
  const double difference = high - low;
  return weight >= 0.5 ? high - difference * (1.0 - weight) : low + difference * weight;
}

}  // namespace trainyard::kernels::reduce
