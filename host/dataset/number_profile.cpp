#include "host/dataset/number_profile.hpp"

#include <algorithm>
#include <cmath>

#include "host/dataset/bins.hpp"
#include "host/dataset/order_image.hpp"
#include "host/dataset/quantiles.hpp"
#include "host/dataset/selection.hpp"
#include "host/dataset/spread.hpp"

namespace trainyard::dataset {
namespace {

double largest(double least, double greatest) { return std::max(std::abs(least), std::abs(greatest)); }

std::vector<double> values_at(const std::vector<std::uint64_t>& ranks, const std::vector<CountedValue>& values) {
  std::vector<double> found;
  std::size_t i = 0;
  std::uint64_t below = 0;
  for (const std::uint64_t rank : ranks) {
    while (rank >= below + values[i].count) below += values[i++].count;
    found.push_back(values[i].value);
  }
  return found;
}

}  // namespace

NumberProfile number_profile(const std::vector<CountedValue>& values) {
  NumberProfile profile{.min = values.front().value, .max = values.back().value};
  ExactSum sum;
  std::uint64_t present = 0;
  for (const auto& [value, count] : values) {
    sum.add(value, count);
    present += count;
  }
  const Mean mean = Mean::of(sum, present);
  Spread spread(mean, largest(profile.min, profile.max));
  Bins bins(profile.min, profile.max);
  for (const auto& [value, count] : values) {
    spread.add(value, static_cast<double>(count));
    bins.add(value, count);
  }
  profile.mean = mean.nearest;
  profile.std = spread.deviation(present);
  profile.quantiles = quantiles(present, values_at(quantile_ranks(present), values));
  profile.edges = bins.edges();
  profile.counts = bins.counts();
  return profile;
}

NumberProfile number_profile(const Buckets& buckets, double least, double greatest, std::uint64_t most_kept, const ValuePass& pass) {
  NumberProfile profile{.min = least, .max = greatest};
  const std::vector<Buckets::Count> counts = buckets.counts();
  std::uint64_t present = 0;
  for (const Buckets::Count& bucket : counts) present += bucket.count;
  const Mean mean = Mean::of(buckets.sum(), present);
  Spread spread(mean, largest(least, greatest));
  Bins bins(least, greatest);
  Selection selection(counts, quantile_ranks(present), most_kept);
  pass([&](const Values& values) {
    for_each_number(values, [&](double value) {
      spread.add(value);
      bins.add(value);
      selection.add(order_image(value));
    });
  });
  for (selection.end_pass(); selection.wants_pass(); selection.end_pass()) {
    pass([&](const Values& values) { for_each_number(values, [&](double value) { selection.add(order_image(value)); }); });
  }
  std::vector<double> wanted;
  for (const std::uint64_t image : selection.images()) wanted.push_back(value_of_image(image));
  profile.mean = mean.nearest;
  profile.std = spread.deviation(present);
  profile.quantiles = quantiles(present, wanted);
  profile.edges = bins.edges();
  profile.counts = bins.counts();
  return profile;
}

}  // namespace trainyard::dataset
