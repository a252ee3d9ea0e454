#include "host/dataset/block_reader.hpp"

#include <algorithm>

#include "host/error/error.hpp"

namespace trainyard::dataset {

BlockReader::BlockReader(std::filesystem::path folder, std::shared_ptr<const Record> record, std::vector<Column> columns,
                         std::vector<Field> fields, std::uint64_t block_rows)
    : folder_(std::move(folder)),
      record_(std::move(record)),
      columns_(std::move(columns)),
      fields_(std::move(fields)),
      block_rows_(std::max<std::uint64_t>(block_rows, 1)) {}

void BlockReader::open() {
  const ShardRecord& shard = record_->shards[shard_];
  std::vector<const Dictionary*> dictionaries;
  for (const Column& column : columns_) dictionaries.push_back(column.dictionary.get());
  open_ = std::make_unique<ShardReader>(folder_ / shard.file, ShardIdentity{shard.version, shard_, shard_begins_, shard.rows}, fields_,
                                        dictionaries);
}

std::optional<Table> BlockReader::next() {
  const auto whole = hdf5::keep_from_forking();
  while (shard_ < record_->shards.size() && row_ == record_->shards[shard_].rows) {
    if (open_ != nullptr) open_->close();
    open_ = nullptr;
    shard_begins_ += record_->shards[shard_++].rows;
    row_ = 0;
  }
  if (shard_ == record_->shards.size()) return std::nullopt;
  if (open_ == nullptr) open();
  const std::uint64_t rows = std::min(block_rows_, record_->shards[shard_].rows - row_);
  Batch batch = open_->read(row_, rows);
  row_ += rows;
  Table table{columns_, std::move(batch.ids)};
  check_sources(table.ids, *record_, folder_ / record_->shards[shard_].file);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& column = table.columns[i];
    if (!column.is_category()) column.numbers.reserve(rows);
    append_to(column, batch.columns[i]);
    batch.columns[i] = {};
  }
  return table;
}

void BlockReader::skip(std::uint64_t rows) {
  const auto& shards = record_->shards;
  while (shard_ < shards.size() && rows >= shards[shard_].rows) {
    rows -= shards[shard_].rows;
    shard_begins_ += shards[shard_++].rows;
  }
  row_ = shard_ < shards.size() ? rows : 0;
}

}  // namespace trainyard::dataset
