// Some columns of a published dataset, read from its shards a block of rows at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "host/dataset/record.hpp"
#include "host/dataset/shard_file.hpp"
#include "host/dataset/table.hpp"

namespace trainyard::dataset {

/// Made by Dataset::blocks(). Holds one block's values while next() runs, and one shard's file open in between. May be used by several
/// threads one after the other.
class BlockReader {
 public:
  /// `columns` are the wanted ones without rows, and `fields` theirs.
  BlockReader(std::filesystem::path folder, std::shared_ptr<const Record> record, std::vector<Column> columns, std::vector<Field> fields,
              std::uint64_t block_rows);

  /// The next block; nothing after the last. Throws Error(bad_data) naming shard and column on damage, as Dataset::read().
  std::optional<Table> next();
  /// Passes over so many rows, or to the end. To be called before next().
  void skip(std::uint64_t rows);

 private:
  void open();

  std::filesystem::path folder_;
  std::shared_ptr<const Record> record_;
  std::vector<Column> columns_;
  std::vector<Field> fields_;
  std::uint64_t block_rows_;
  std::size_t shard_ = 0;
  std::uint64_t shard_begins_ = 0, row_ = 0;  // rows of the dataset before the shard; rows of the shard that were read
  std::unique_ptr<ShardReader> open_;
};

}  // namespace trainyard::dataset
