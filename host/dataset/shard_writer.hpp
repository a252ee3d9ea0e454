// Rows into shards of a given size.
#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/packing.hpp"
#include "host/dataset/record.hpp"

namespace trainyard::dataset {

/// Collects rows and writes a shard whenever it is full. With two threads or more a shard is written while the rows of the next are
/// collected, so two shards may be in memory; one thread holds one. The files are the same.
class ShardWriter {
 public:
  struct Options {
    std::uint64_t shard_rows = 0;
    Packing packing;
    int threads = 1;
  };

  ShardWriter(std::filesystem::path folder, std::string version, std::vector<Field> fields, const Options& options);

  /// The text of a code of a category field.
  using TextOf = std::function<const std::string&(std::size_t field, std::size_t code)>;

  /// What is to be done once a shard is complete on disk, perhaps by another thread: hears of all shards so far.
  using Written = std::function<void(const std::vector<ShardRecord>& shards)>;
  /// `full` is asked when the last row of a shard is there. What the writing of a shard throws comes out of the call that hands over the
  /// next one, and no shard is written after it.
  void add(const Batch& batch, const TextOf& text_of, const std::function<Written(const RowId& last)>& full);
  /// Writes the last shard. All are on disk then.
  void finish(const TextOf& text_of);

  /// Takes over shards that lie in the folder, handing their rows to `sink` in order, with the dictionaries of all of them. Throws
  /// Error(bad_data) when one is damaged.
  using RestoredRows = std::function<void(const Batch& rows, const std::vector<std::vector<std::string>>& dictionaries)>;
  void restore(const std::vector<ShardRecord>& shards, const RestoredRows& sink);
  /// Those on disk; to be asked after finish().
  [[nodiscard]] const std::vector<ShardRecord>& shards() const noexcept { return shards_; }

 private:
  void hand_over(const TextOf& text_of, const Written& written);
  void extend_dictionaries(const TextOf& text_of);
  void write();

  std::filesystem::path folder_;
  std::string version_;
  std::vector<Field> fields_;
  Options options_;
  Batch buffer_;
  std::vector<std::int32_t> greatest_code_;  // so far, per field

  // Of whoever writes, until `writing_` is ready.
  Batch full_;
  std::uint64_t rows_written_ = 0;
  std::vector<std::vector<std::string>> dictionaries_;  // up to the last shard handed over
  std::vector<ShardRecord> shards_;
  std::future<void> writing_;  // destroyed first, and waits
};

}  // namespace trainyard::dataset
