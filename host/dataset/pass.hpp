// One pass over all source files: blocks read in order, converted side by side, handed on in order.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/dataset/converter.hpp"
#include "host/dataset/dataset.hpp"
#include "host/dataset/gatherer.hpp"
#include "host/source/reader.hpp"

namespace trainyard::dataset {

/// A source file and how to know it again.
struct KnownSource {
  SourceFile file;
  std::filesystem::path path;      ///< to open; not `file.path` for standard input
  std::uint64_t quick_digest = 0;  ///< XXH3 of its bytes; 0: not known
};

/// What has been seen of the files before some row.
struct Seen {
  RowId next;                      ///< the first row not seen
  std::uint64_t rows = 0;          ///< all, bad ones too
  std::uint64_t whole = 0;         ///< those that could be split into the header's columns
  std::vector<KindCounts> counts;  ///< per field of the schema, while it is being learned
};

/// Who hears of the rows, in file order.
class RowSink {
 public:
  RowSink() = default;
  RowSink(const RowSink&) = delete;
  RowSink& operator=(const RowSink&) = delete;
  virtual ~RowSink() = default;
  /// Good rows of one block, then its bad ones. `before`: what was seen before the block.
  virtual void add(const Gatherer& gatherer, const Batch& good, const std::vector<BadRow>& bad, const Seen& before) = 0;
};

class Pass {
 public:
  struct Task {
    const ShardRequest& request;
    const std::vector<KnownSource>& sources;
    Schema schema;
    bool learning = false;
    std::function<void(const std::string&)> warn;
    std::function<void(std::uint64_t bytes)> progress;  ///< bytes of all files so far
  };

  /// Goes on after `seen`; rows up to `done` have been handed on before and are not again.
  Pass(Task task, Seen seen, std::optional<RowId> done);

  /// Throws Error(bad_data) when a file is no longer the one that was fingerprinted.
  void run(RowSink& sink);

  [[nodiscard]] Gatherer& gatherer() noexcept { return gatherer_; }
  [[nodiscard]] const Seen& seen() const noexcept { return seen_; }
  /// "numbers in a.parquet and text in b.parquet", where files that state types disagree on a field of a schema being learned; else "".
  [[nodiscard]] std::string disagreement(std::size_t field) const;

 private:
  struct Item : ConvertedBlock {
    std::uint64_t bytes = 0;
  };
  bool produce(Item& item);
  bool open_next();
  [[nodiscard]] source::ReaderOptions options() const;
  std::shared_ptr<const Binding> bind(std::uint32_t source, const source::Reader& reader);
  void close_reader();
  void consume(Item& item, RowSink& sink);

  Task task_;
  Converter converter_;
  Gatherer gatherer_;
  Seen seen_;
  std::optional<RowId> done_;
  Batch good_;
  std::vector<BadRow> bad_;

  /// What the first file that states a field's type says of it, and what the first one that says otherwise.
  struct Stated {
    std::optional<std::pair<source::ValueType, std::uint32_t>> first, other;
  };
  std::vector<Stated> stated_;

  // Of the producing side.
  struct Open;
  std::shared_ptr<Open> open_;
  std::uint32_t next_source_;
  RowId start_;
  std::uint64_t bytes_done_ = 0;
};

/// Bytes of a file read at a time, and how many blocks may be in flight, for a request's memory and threads.
std::size_t block_bytes(const ShardRequest& request);
std::size_t blocks_in_flight(const ShardRequest& request);

}  // namespace trainyard::dataset
