#include "host/dataset/quantiles.hpp"

#include <algorithm>
#include <cmath>

namespace trainyard::dataset {
namespace {

// A quantile lies between two sorted values, `share` of the way from the first.
struct RankPlace {
  std::uint64_t low = 0, high = 0;
  double share = 0;
};

RankPlace place_of(double q, std::uint64_t present) {
  const double position = q * static_cast<double>(present - 1);
  const double low = std::floor(position);
  const auto rank = static_cast<std::uint64_t>(low);
  return {rank, std::min(rank + 1, present - 1), position - low};
}

double between(double a, double b, double share) {
  const double range = b - a;
  if (!std::isfinite(range)) return a * (1 - share) + b * share;
  return share >= 0.5 ? b - range * (1 - share) : a + range * share;
}

}  // namespace

std::vector<std::uint64_t> quantile_ranks(std::uint64_t present) {
  std::vector<std::uint64_t> ranks;
  for (const double q : profile_quantiles) {
    const RankPlace place = place_of(q, present);
    ranks.push_back(place.low);
    ranks.push_back(place.high);
  }
  std::sort(ranks.begin(), ranks.end());
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  return ranks;
}

std::vector<NumberProfile::Quantile> quantiles(std::uint64_t present, const std::vector<double>& values) {
  const std::vector<std::uint64_t> ranks = quantile_ranks(present);
  const auto value_at = [&](std::uint64_t rank) {
    return values[static_cast<std::size_t>(std::lower_bound(ranks.begin(), ranks.end(), rank) - ranks.begin())];
  };
  std::vector<NumberProfile::Quantile> list;
  for (const double q : profile_quantiles) {
    const RankPlace place = place_of(q, present);
    list.push_back({q, between(value_at(place.low), value_at(place.high), place.share)});
  }
  return list;
}

}  // namespace trainyard::dataset
