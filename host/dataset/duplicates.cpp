#include "host/dataset/duplicates.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace trainyard::dataset {
namespace {

constexpr std::uint64_t least_memory = 64 << 10;

/// The kept row of every hash: open addressing, linear probing.
class KeptRows {
 public:
  explicit KeptRows(std::size_t slots) : slots_(slots, HashedRow{{}, nobody}) {}

  /// The place of the row with this hash, or the free one where it belongs.
  HashedRow& find(const RowHash& hash) {
    std::size_t at = hash.low & (slots_.size() - 1);
    while (slots_[at].position != nobody && slots_[at].hash != hash) at = (at + 1) & (slots_.size() - 1);
    return slots_[at];
  }
  static bool is_free(const HashedRow& slot) { return slot.position == nobody; }
  void fill(HashedRow& slot, const HashedRow& row) {
    slot = row;
    ++filled_;
  }
  [[nodiscard]] bool is_full() const noexcept { return filled_ >= slots_.size() / 4 * 3; }

 private:
  static constexpr std::uint64_t nobody = ~std::uint64_t{0};

  std::vector<HashedRow> slots_;  // a power of two of them
  std::size_t filled_ = 0;
};

/// Looks for equal hashes, partition by partition.
class Search {
 public:
  Search(Keep keep, std::uint64_t rows, std::uint64_t memory_bytes, storage::ScratchFolder& scratch)
      : keep_(keep), rows_(rows), memory_bytes_(memory_bytes), scratch_(scratch) {}

  void run(HashPartitions& partitions, std::size_t level) {
    partitions.close();
    for (std::size_t i = 0; i < HashPartitions::count; ++i) {
      if (!fits(partitions, i)) part_further(partitions, i, level);
      partitions.release(i);
    }
  }
  DuplicateFinder::Found result() {
    found_.duplicates = static_cast<std::uint64_t>(std::count(found_.drop.begin(), found_.drop.end(), true));
    return std::move(found_);
  }

 private:
  // Marks the duplicates of a partition. False when it has too many different rows; the marks made till then are right.
  bool fits(const HashPartitions& partitions, std::size_t partition) {
    const std::uint64_t most = std::bit_floor(memory_bytes_ / 4 / sizeof(HashedRow));
    KeptRows kept(static_cast<std::size_t>(std::min(most, std::bit_ceil(2 * partitions.rows(partition) + 4))));
    std::optional<HashedRow> earliest;  // of the rows to drop
    bool complete = true;
    partitions.read(partition, [&](std::span<const HashedRow> rows) {
      for (const HashedRow& row : rows) {
        HashedRow& slot = kept.find(row.hash);
        if (KeptRows::is_free(slot)) {
          if (kept.is_full()) return complete = false;
          kept.fill(slot, row);
          continue;
        }
        HashedRow dropped = row;
        if (keep_ == Keep::last) std::swap(dropped, slot);
        mark(dropped.position);
        if (!earliest || dropped.position < earliest->position) earliest = dropped;
      }
      return true;
    });
    if (complete && earliest && (!found_.first || earliest->position < found_.first->second)) {
      found_.first = {kept.find(earliest->hash).position, earliest->position};
    }
    return complete;
  }

  void part_further(HashPartitions& partitions, std::size_t partition, std::size_t level) {
    HashPartitions finer(level + 1, memory_bytes_ / 2, scratch_);
    partitions.read(partition, [&](std::span<const HashedRow> rows) {
      for (const HashedRow& row : rows) finer.add(row);
      return true;
    });
    partitions.release(partition);
    run(finer, level + 1);
  }

  void mark(std::uint64_t position) {
    if (found_.drop.empty()) found_.drop.resize(static_cast<std::size_t>(rows_));
    found_.drop[static_cast<std::size_t>(position)] = true;
  }

  Keep keep_;
  std::uint64_t rows_, memory_bytes_;
  storage::ScratchFolder& scratch_;
  DuplicateFinder::Found found_;
};

std::vector<std::size_t> all_unless_given(std::vector<std::size_t> columns, std::size_t count) {
  if (columns.empty()) {
    columns.resize(count);
    std::iota(columns.begin(), columns.end(), 0);
  }
  return columns;
}

}  // namespace

// Half of the memory for partitions, a quarter for the rows kept of one of them.
DuplicateFinder::DuplicateFinder(const std::vector<Field>& fields, std::vector<std::size_t> columns, std::uint64_t memory_bytes,
                                 std::filesystem::path scratch)
    : memory_bytes_(std::max(memory_bytes, least_memory)),
      scratch_(std::move(scratch)),
      hasher_(fields, all_unless_given(std::move(columns), fields.size())),
      partitions_(0, memory_bytes_ / 2, scratch_) {}

void DuplicateFinder::add(const Batch& batch) {
  for (const RowHash& hash : hasher_.hash(batch)) partitions_.add({hash, rows_++});
}

DuplicateFinder::Found DuplicateFinder::finish(Keep keep) {
  Search search(keep, rows_, memory_bytes_, scratch_);
  search.run(partitions_, 0);
  return search.result();
}

void drop_rows(Batch& batch, std::uint64_t first_position, const std::vector<bool>& drop) {
  if (drop.empty()) return;
  const auto first = static_cast<std::size_t>(first_position);
  const auto compact = [&](auto& values) {
    std::size_t kept = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
      if (drop[first + row]) continue;
      if (kept != row) values[kept] = std::move(values[row]);
      ++kept;
    }
    values.resize(kept);
  };
  for (Values& values : batch.columns) std::visit(compact, values);
  compact(batch.ids);
}

}  // namespace trainyard::dataset
