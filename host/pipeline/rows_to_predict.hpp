// The rows that predict is given, block by block: those of a raw file, or of a dataset's shards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/bundle/bundle.hpp"
#include "host/dataset/batch.hpp"
#include "host/dataset/table.hpp"

namespace trainyard::pipeline {

struct BlockToPredict {
  dataset::Table table;               ///< good rows, with the columns of the bundle's history
  std::vector<dataset::Values> kept;  ///< of these rows, a column for each kept one
  std::vector<std::uint64_t> lines;   ///< of these rows in their file; empty: it has none
  std::vector<dataset::BadRow> bad;   ///< those set aside, ascending
  std::uint64_t next = 0;             ///< the place behind the block, to go on from
  std::uint64_t done = 0;             ///< of RowsToPredict::About::total
};

class RowsToPredict {
 public:
  struct About {
    std::vector<dataset::Field> kept;
    bool has_target = false;
    std::vector<std::string> extra = {};  ///< columns of a file that are of no use
    std::vector<std::string> sources;     ///< names of the files that rows are of, by RowId::source
    std::uint64_t total = 0;              ///< how much there is to do
    std::string unit;                     ///< of it: "bytes" or "rows"
  };

  RowsToPredict() = default;
  RowsToPredict(const RowsToPredict&) = delete;
  RowsToPredict& operator=(const RowsToPredict&) = delete;
  virtual ~RowsToPredict() = default;

  [[nodiscard]] const About& about() const noexcept { return about_; }
  /// Replaces the block; false at the end. A row's place in a block changes nothing about it.
  virtual bool next(BlockToPredict& block) = 0;

 protected:
  About about_;
};

struct RowsRequest {
  std::filesystem::path input;  ///< a file, or a dataset's folder
  std::uint64_t memory_bytes = 4ULL << 30;
  Exec exec;
  bool quarantine = false;        ///< bad rows are told of; false: the first one is an error
  std::vector<std::string> kept;  ///< columns to hand on
  std::uint64_t place = 0;        ///< BlockToPredict::next of an earlier reading, or 0
};

/// With a bundle that looks back in time all rows are in memory; else a block takes an eighth of the memory at most. With two threads or
/// more the next one is read while the present one is worked on. Throws Error(no_input) for an input that is not there and Error(bad_data)
/// for columns that it lacks; next() throws as dataset::RawReader and dataset::BlockReader do.
std::unique_ptr<RowsToPredict> open_rows(const bundle::Bundle& bundle, const RowsRequest& request);

/// What an input is known again by: {xxh3} of a file, which is read whole for it, {dataset, digest} of a dataset.
nlohmann::ordered_json identity_of_input(const std::filesystem::path& input);

}  // namespace trainyard::pipeline
