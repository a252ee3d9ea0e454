// Rows into shards of a given size.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/packing.hpp"
#include "host/dataset/record.hpp"

namespace trainyard::dataset {

/// Collects rows and writes a shard whenever it is full. Holds one shard in memory.
class ShardWriter {
 public:
  ShardWriter(std::filesystem::path folder, std::string version, std::vector<Field> fields, std::uint64_t shard_rows, Packing packing);

  /// The text of a code of a category field.
  using TextOf = std::function<const std::string&(std::size_t field, std::size_t code)>;

  /// `written` hears of every shard that is complete on disk: the last row in it.
  void add(const Batch& batch, const TextOf& text_of, const std::function<void(const RowId& last)>& written);
  /// Writes the last shard.
  void finish(const TextOf& text_of);

  /// Takes over shards that lie in the folder, handing their rows to `sink` in order, with the dictionaries of all of them. Throws
  /// Error(bad_data) when one is damaged.
  using RestoredRows = std::function<void(const Batch& rows, const std::vector<std::vector<std::string>>& dictionaries)>;
  void restore(const std::vector<ShardRecord>& shards, const RestoredRows& sink);
  [[nodiscard]] const std::vector<ShardRecord>& shards() const noexcept { return shards_; }

 private:
  void write(const TextOf& text_of);

  std::filesystem::path folder_;
  std::string version_;
  std::vector<Field> fields_;
  std::uint64_t shard_rows_, rows_written_ = 0;
  Packing packing_;
  Batch buffer_;
  std::vector<std::int32_t> greatest_code_;             // so far, per field
  std::vector<std::vector<std::string>> dictionaries_;  // up to the last shard written
  std::vector<ShardRecord> shards_;
};

}  // namespace trainyard::dataset
