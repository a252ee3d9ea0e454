// Rows into shards of a given size.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/converter.hpp"
#include "host/dataset/record.hpp"

namespace trainyard::dataset {

/// Collects rows and writes a shard whenever it is full. Holds one shard in memory.
class ShardWriter {
 public:
  ShardWriter(std::filesystem::path folder, std::string version, std::vector<Field> fields, std::uint64_t shard_rows);

  void add(const Converter& converter, const Batch& batch);
  /// Writes the last shard.
  void finish(const Converter& converter);
  [[nodiscard]] const std::vector<ShardRecord>& shards() const noexcept { return shards_; }

 private:
  void write(const Converter& converter);

  std::filesystem::path folder_;
  std::string version_;
  std::vector<Field> fields_;
  std::uint64_t shard_rows_, rows_written_ = 0;
  Batch buffer_;
  std::vector<std::int32_t> greatest_code_;             // so far, per field
  std::vector<std::vector<std::string>> dictionaries_;  // up to the last shard written
  std::vector<ShardRecord> shards_;
};

}  // namespace trainyard::dataset
