// A column of numbers, counted and summed in 65,536 classes of leading bits.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "host/dataset/exact_sum.hpp"

namespace trainyard::dataset {

/// Values whose order images share the first 16 bits (sign, exponent, 4 bits of the mantissa) share a bucket: 16 to each power of two.
/// A bucket keeps the sum of the other 48 bits as a whole number, so that the sum of all values is exact. Buckets are made 256 at a time,
/// where there are values: 6 KiB for values within 16 powers of two, 1.5 MiB at most.
class Buckets {
 public:
  static constexpr unsigned low_bits = 48;

  /// `image`: see order_image().
  void add(std::uint64_t image) {
    Bucket& bucket = at(image);
    const std::uint64_t low = image & low_mask;
    ++bucket.count;
    bucket.low += low;
    bucket.high += bucket.low < low ? 1 : 0;
  }
  void add(std::uint64_t image, std::uint64_t count);
  void merge(const Buckets& other);

  struct Count {
    std::uint64_t first = 0, last = 0;  ///< images
    std::uint64_t count = 0;
  };
  /// Those that are not empty, in the order of values.
  [[nodiscard]] std::vector<Count> counts() const;
  [[nodiscard]] ExactSum sum() const;

 private:
  static constexpr std::uint64_t low_mask = (std::uint64_t{1} << low_bits) - 1;
  struct Bucket {
    std::uint64_t count = 0;
    std::uint64_t low = 0, high = 0;  // sum of the low bits: high · 2^64 + low

    void add_low(Wide amount);
  };
  using Page = std::array<Bucket, 256>;

  Bucket& at(std::uint64_t image) {
    std::unique_ptr<Page>& page = pages_[image >> 56];
    if (!page) page = std::make_unique<Page>();
    return (*page)[(image >> low_bits) & 0xFF];
  }

  std::array<std::unique_ptr<Page>, 256> pages_;
};

}  // namespace trainyard::dataset
