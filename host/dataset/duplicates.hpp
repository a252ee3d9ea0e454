// Rows that repeat earlier ones, exactly, found without holding the rows: by 128-bit hashes, in bounded memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/duplicate_options.hpp"
#include "host/dataset/hash_partitions.hpp"
#include "host/dataset/row_hash.hpp"
#include "host/storage/scratch.hpp"

namespace trainyard::dataset {

/// The result depends neither on the memory allowed nor on how the rows come in batches. It takes two rows for equal when their hashes are;
/// RowHasher says how seldom that is wrong, and what equal values are.
class DuplicateFinder {
 public:
  struct Found {
    std::uint64_t duplicates = 0;  ///< rows to drop
    /// 0-based positions among the rows added: the one that is kept, and the one that is dropped, of the earliest row that is dropped.
    std::optional<std::pair<std::uint64_t, std::uint64_t>> first;
    std::vector<bool> drop;  ///< one per row added; empty when there is no duplicate
  };

  /// `columns`: indices into `fields` of the key; empty: all of them. 24 bytes a row are held within `memory_bytes` (64 KiB at least),
  /// beyond that in files in `scratch`, a folder that is made when needed. Besides that come Found::drop and under 1 MiB to work in.
  DuplicateFinder(const std::vector<Field>& fields, std::vector<std::size_t> columns, std::uint64_t memory_bytes,
                  std::filesystem::path scratch);

  /// Adds rows in order. Errors: io (74) naming the folder when the disk is full, cannot_create (73) when there can be no file in it.
  void add(const Batch& batch);
  /// Ends adding; called once.
  Found finish(Keep keep);

 private:
  std::uint64_t memory_bytes_, rows_ = 0;
  storage::ScratchFolder scratch_;
  RowHasher hasher_;
  HashPartitions partitions_;
};

/// Takes out the rows of a batch that are marked in `drop`, in which `first_position` is that of the batch's first row. An empty `drop`
/// marks none.
void drop_rows(Batch& batch, std::uint64_t first_position, const std::vector<bool>& drop);

}  // namespace trainyard::dataset
