// A dataset being written into its pending folder: shards, quarantine, and how far it has got.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/dataset/duplicates.hpp"
#include "host/dataset/intake.hpp"
#include "host/dataset/progress.hpp"
#include "host/dataset/quarantine_file.hpp"
#include "host/dataset/shard_writer.hpp"

namespace trainyard::dataset {

/// A shard must fit an eighth of the memory allowed, for one is collected while another is written; its size changes no result, and the
/// number of threads does not change its size.
std::uint64_t rows_per_shard(const ShardRequest& request, const std::vector<Field>& fields);

class DatasetWriter : public RowSink {
 public:
  struct Place {
    const ShardRequest& request;
    std::string version;
    std::filesystem::path folder;
    std::vector<std::string> files;  ///< names of the sources
  };

  /// Begins anew, or goes on with what `earlier` tells of, telling `quality` of the rows in its shards. Throws Error(bad_data) when one of
  /// them is damaged.
  DatasetWriter(Place place, const Schema& schema, Quality& quality, const Progress* earlier);

  void add(const Gatherer& gatherer, const Batch& good, const std::vector<BadRow>& bad, const Seen& before) override;
  /// Writes the last shard. `dictionaries`: of all rows.
  void finish(const std::vector<std::vector<std::string>>& dictionaries);
  [[nodiscard]] const std::vector<ShardRecord>& shards() const noexcept { return shards_.shards(); }

  /// The rows that repeat others; called once, after finish().
  DuplicateFinder::Found duplicates();

 private:
  void add_bad(const BadRow& row);
  void restore(const Progress& earlier, Quality& quality);
  ShardWriter::Written noting(const RowId& done, const Seen& before);

  Place place_;
  Schema schema_;
  std::vector<Field> fields_;
  std::uint64_t shard_rows_;
  ShardWriter shards_;
  QuarantineFile quarantine_;
  std::unique_ptr<DuplicateFinder> finder_;  // unless all rows are kept
  std::uint64_t bad_ = 0;
  std::vector<BadRow> first_bad_;
};

}  // namespace trainyard::dataset
