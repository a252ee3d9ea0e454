// Rows' hashes parted by some of their bits, so that equal ones meet in one part, which is small enough to be looked at alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "host/dataset/row_hash.hpp"
#include "host/storage/scratch.hpp"

namespace trainyard::dataset {

struct HashedRow {
  RowHash hash;
  std::uint64_t position = 0;
};

/// 64 partitions of rows, each in the order in which they were added. Holds at most `memory_bytes`; what is more goes to a scratch file per
/// partition.
class HashPartitions {
 public:
  static constexpr std::size_t count = 64;

  /// `level` says which 6 bits of the hash part the rows: 0 the first ones. After 20 levels 8 bits are left, and so at most 256 different
  /// rows in a partition.
  HashPartitions(std::size_t level, std::uint64_t memory_bytes, storage::ScratchFolder& scratch);

  void add(const HashedRow& row) {
    parts_[partition_of(row.hash)].held.push_back(row);
    if (++held_ == most_held_) spill();
  }
  /// Ends adding: when some rows are in files, all are, and the memory is free.
  void close();
  [[nodiscard]] std::uint64_t rows(std::size_t partition) const noexcept;
  /// Hands out the rows of a partition, some at a time, until `visit` returns false.
  void read(std::size_t partition, const std::function<bool(std::span<const HashedRow>)>& visit) const;
  /// Gives back the room of a partition that is not needed any more.
  void release(std::size_t partition) { parts_[partition] = {}; }

 private:
  struct Part {
    std::vector<HashedRow> held;
    storage::ScratchFile file;  // rows added before those held
  };

  [[nodiscard]] std::size_t partition_of(const RowHash& hash) const noexcept { return (use_low_ ? hash.low : hash.high) >> shift_ & 63; }
  void spill();

  bool use_low_;
  unsigned shift_;
  std::uint64_t most_held_, held_ = 0;
  storage::ScratchFolder& scratch_;
  std::array<Part, count> parts_;
};

}  // namespace trainyard::dataset
