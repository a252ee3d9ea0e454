#include "host/dataset/number_tally.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "host/dataset/order_image.hpp"

namespace trainyard::dataset {

// Small loops over a block that stays in the first-level cache run faster than one loop that does everything.
template <class T>
std::uint64_t NumberTally::add_typed(const std::vector<T>& values) {
  std::array<std::uint64_t, 1024> images;
  std::uint64_t missing = 0;
  for (auto value = values.begin(); value != values.end();) {
    const auto first = value;
    const auto end = value + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(images.size()), values.end() - value);
    std::size_t count = 0;
    for (; value != end; ++value) {
      images[count] = order_image(static_cast<double>(*value));
      count += is_missing(*value) ? 0 : 1;
    }
    missing += static_cast<std::uint64_t>(end - first) - count;
    add_block(std::span(images).first(count));
  }
  return missing;
}

void NumberTally::add_block(std::span<const std::uint64_t> images) {
  std::size_t done = 0;
  if (few_) {
    while (done < images.size() && counts_.add(images[done])) ++done;
    if (done == images.size()) return;
    leave_counts();
    images = images.subspan(done);
  }
  std::uint64_t least = least_, greatest = greatest_;
  for (const std::uint64_t image : images) {
    least = std::min(least, image);
    greatest = std::max(greatest, image);
  }
  least_ = least;
  greatest_ = greatest;
  for (const std::uint64_t image : images) buckets_.add(image);
  for (const std::uint64_t image : images) sketch_.add(mixed(image));
}

std::uint64_t NumberTally::add(const Values& values) {
  if (const auto* numbers = std::get_if<std::vector<double>>(&values)) return add_typed(*numbers);
  return add_typed(std::get<std::vector<std::int64_t>>(values));
}

void NumberTally::add(std::uint64_t image, std::uint64_t count) {
  if (few_) {
    if (counts_.add(image, count)) return;
    leave_counts();
  }
  least_ = std::min(least_, image);
  greatest_ = std::max(greatest_, image);
  buckets_.add(image, count);
  sketch_.add(mixed(image));
}

void NumberTally::leave_counts() {
  few_ = false;
  for (const auto& [image, count] : counts_.sorted()) add(image, count);
  counts_.clear();
}

void NumberTally::merge(const NumberTally& other) {
  if (other.few_) {
    for (const auto& [image, count] : other.counts_.sorted()) add(image, count);
    return;
  }
  if (few_) leave_counts();
  least_ = std::min(least_, other.least_);
  greatest_ = std::max(greatest_, other.greatest_);
  buckets_.merge(other.buckets_);
  sketch_.merge(other.sketch_);
}

std::vector<CountedValue> NumberTally::counted() const {
  std::vector<CountedValue> list;
  for (const auto& [image, count] : counts_.sorted()) list.push_back({value_of_image(image), count});
  return list;
}

std::uint64_t NumberTally::distinct(std::uint64_t present) const {
  return few_ ? counts_.size() : sketch_.count_between(ValueCounts::most_distinct + 1, present);
}

NumberProfile NumberTally::profile(std::uint64_t most_kept, const ValuePass& pass) const {
  if (few_) return number_profile(counted());
  return number_profile(buckets_, value_of_image(least_), value_of_image(greatest_), most_kept, pass);
}

}  // namespace trainyard::dataset
