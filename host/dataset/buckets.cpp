#include "host/dataset/buckets.hpp"

#include <algorithm>

namespace trainyard::dataset {

void Buckets::Bucket::add_low(Wide amount) {
  const Wide sum = ((Wide{high} << 64) | low) + amount;
  low = static_cast<std::uint64_t>(sum);
  high = static_cast<std::uint64_t>(sum >> 64);
}

void Buckets::add(std::uint64_t image, std::uint64_t count) {
  Bucket& bucket = at(image);
  bucket.count += count;
  bucket.add_low(Wide{image & low_mask} * count);
}

void Buckets::merge(const Buckets& other) {
  for (std::size_t page = 0; page < pages_.size(); ++page) {
    if (!other.pages_[page]) continue;
    if (!pages_[page]) pages_[page] = std::make_unique<Page>();
    for (std::size_t i = 0; i < 256; ++i) {
      Bucket& bucket = (*pages_[page])[i];
      const Bucket& more = (*other.pages_[page])[i];
      bucket.count += more.count;
      bucket.add_low((Wide{more.high} << 64) | more.low);
    }
  }
}

std::vector<Buckets::Count> Buckets::counts() const {
  std::vector<Count> list;
  for (std::size_t page = 0; page < pages_.size(); ++page) {
    for (std::size_t i = 0; pages_[page] && i < 256; ++i) {
      const std::uint64_t first = (std::uint64_t{page} << 56) | (std::uint64_t{i} << low_bits);
      if (const std::uint64_t count = (*pages_[page])[i].count; count > 0) list.push_back({first, first | low_mask, count});
    }
  }
  return list;
}

ExactSum Buckets::sum() const {
  ExactSum sum;
  for (std::size_t page = 0; page < pages_.size(); ++page) {
    for (std::size_t i = 0; pages_[page] && i < 256; ++i) {
      const Bucket& bucket = (*pages_[page])[i];
      if (bucket.count == 0) continue;
      // The image of a negative value has all its bits inverted, that of any other its sign bit.
      const bool negative = page < 128;
      const auto head = static_cast<unsigned>(page << 8 | i) ^ (negative ? 0xFFFFU : 0x8000U);
      const unsigned exponent = (head >> 4) & 0x7FF;
      const unsigned leading = (head & 0xF) | (exponent == 0 ? 0U : 0x10U);
      const Wide stored = (Wide{bucket.high} << 64) | bucket.low;
      const Wide low = negative ? Wide{low_mask} * bucket.count - stored : stored;
      const unsigned shift = std::max(exponent, 1U) + ExactSum::unit_shift - 1075;
      sum.add(negative, (Wide{leading} * bucket.count << low_bits) + low, shift);
    }
  }
  return sum;
}

}  // namespace trainyard::dataset
