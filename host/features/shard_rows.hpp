// The rows of a published dataset, read from its shards block by block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "host/dataset/dataset.hpp"
#include "host/features/row_source.hpp"

namespace trainyard::features {

/// With two threads or more the next block is read while the present one is worked on. A block has as many rows as half of the memory takes
/// with what is made of them, but no fewer than a chunk of a shard (65,536), which HDF5 reads as a whole. Throws Error(bad_data) naming
/// shard and column on damage.
class ShardRows : public RowSource {
 public:
  struct Settings {
    std::uint64_t memory_bytes = 4ULL << 30;
    int threads = 1;
    std::size_t block_rows = 0;  ///< 0: by the memory. Changes no result
  };

  ShardRows(const dataset::Dataset& dataset, const Settings& settings);

  [[nodiscard]] std::size_t rows() const override { return dataset_.rows(); }
  [[nodiscard]] const dataset::Table& layout() const override { return layout_; }
  void each(const std::vector<std::string>& columns, const Sink& sink) const override;
  [[nodiscard]] bool in_memory() const override { return false; }
  [[nodiscard]] std::uint64_t spare_bytes() const override { return settings_.memory_bytes / 4; }

 private:
  [[nodiscard]] std::size_t block_rows(std::size_t columns) const;

  dataset::Dataset dataset_;
  dataset::Table layout_;
  Settings settings_;
};

}  // namespace trainyard::features
