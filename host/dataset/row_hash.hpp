// 128 bits that stand for a row: equal rows have equal hashes, and unequal ones practically never.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/dataset/batch.hpp"

namespace trainyard::dataset {

struct RowHash {
  std::uint64_t high = 0, low = 0;
  bool operator==(const RowHash&) const = default;
};

/// XXH3 over the bytes of a row's values. Missing values equal each other, -0.0 equals 0.0. Codes stand for their texts, so hashes compare
/// only under one dictionary. Among n different rows the chance that any two share a hash is n²/2^129: 10^-24 for 30 million. Whoever
/// chooses values to that end can make two rows share one.
class RowHasher {
 public:
  /// `columns`: indices of the columns to hash; a column at most once.
  RowHasher(const std::vector<Field>& fields, const std::vector<std::size_t>& columns);

  /// Hashes all rows; the result is valid until the next call.
  const std::vector<RowHash>& hash(const Batch& batch);

 private:
  std::size_t pack(const Batch& batch, std::size_t first);
  template <typename Value>
  std::size_t pack_fixed(const std::vector<Value>& values, std::size_t first, std::size_t at);
  void pack_texts(const Batch& batch, std::size_t first);

  std::vector<std::size_t> fixed_, texts_;  // columns whose values have one width; columns of text
  std::size_t fixed_bytes_ = 0;             // of a row
  std::vector<char> bytes_;                 // some rows, one after the other
  std::vector<std::size_t> begins_;         // of each of these rows, and the end of the last
  std::vector<RowHash> hashes_;
};

}  // namespace trainyard::dataset
