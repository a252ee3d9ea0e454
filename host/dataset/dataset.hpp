// A versioned dataset of HDF5 shards: made from raw files, found again when nothing changed, opened whole or by columns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/dataset/checks/checks.hpp"
#include "host/dataset/duplicate_options.hpp"
#include "host/dataset/kind_counts.hpp"
#include "host/dataset/packing.hpp"
#include "host/dataset/profile.hpp"
#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"
#include "host/source/reader.hpp"

namespace trainyard::dataset {

/// What the user says of the data; empty: nothing.
struct Provenance {
  std::string origin, collected, licence;
};

/// One raw file as it was when read.
struct SourceFile {
  std::string path;  ///< as given in the config, for people; never part of a version
  std::uint64_t bytes = 0;
  std::string sha256;
  std::string modified;  ///< UTC, ISO 8601
  bool test = false;     ///< its rows are the test rows of a split by file
  Provenance provenance = {};
};

/// For records.
nlohmann::ordered_json source_json(const SourceFile& source);

/// What to make. Paths are absolute; `-` is standard input. Everything but `shard_rows`, `memory_bytes`, `threads` and `name` is part of
/// the version.
struct ShardRequest {
  std::vector<std::filesystem::path> sources;
  std::vector<std::filesystem::path> test_sources;  ///< read after `sources`; no file may be in both
  std::filesystem::path results;                    ///< results directory; the dataset goes to results/datasets/<name>/<version>/
  std::string name;                                 ///< folder name, safe
  std::string target;                               ///< may be empty
  std::vector<std::string> drop;                    ///< columns not read
  std::vector<ColumnRole> roles;                    ///< columns that are no features; a column at most once
  std::optional<Schema> schema;                     ///< inferred over all rows when absent
  bool quarantine = true;                           ///< false: the first bad row is an error
  double max_bad_rows = 0.01;                       ///< fraction; more is bad_data
  DuplicateOptions duplicates;                      ///< among good rows
  std::vector<Expectation> expectations;            ///< of the good rows; not part of the version: they are asked of a found dataset too
  std::int64_t now = 0;                             ///< for expectations; microseconds since 1970
  std::function<std::string(const std::string&)> where;  ///< the place of a key, for messages; may be empty
  Provenance provenance;
  std::uint64_t shard_rows = 250'000;
  std::uint64_t shard_bytes = std::uint64_t{1} << 60;  ///< of a shard before packing, at most
  Packing packing;
  std::uint64_t memory_bytes = 4ULL << 30;
  int threads = 1;
  source::ReaderOptions reading;  ///< dialect of CSV files; its block size and on_bytes are not used
  std::size_t block_bytes = 0;    ///< read at a time; 0: by the memory. Changes no result
  std::function<void(std::uint64_t bytes_done, std::uint64_t bytes_total)> progress;  ///< total 0: not known yet; may be empty
  std::function<void(const std::string&)> warn;                                       ///< may be empty
};

struct Record;  // dataset.json
class BlockReader;

/// A published dataset. Opening checks the manifest's own digest; reading checks every chunk's checksum.
class Dataset {
 public:
  static Dataset open(const std::filesystem::path& folder);

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
  [[nodiscard]] const std::string& version() const noexcept { return version_; }  ///< 16 hex digits
  [[nodiscard]] const Schema& schema() const noexcept { return schema_; }
  [[nodiscard]] const std::vector<SourceFile>& sources() const noexcept { return sources_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::uint64_t quarantined() const noexcept { return quarantined_; }
  [[nodiscard]] std::size_t shards() const noexcept { return shards_; }
  /// Reads all shards in order into one table. Throws Error(bad_data) naming shard and column on damage.
  [[nodiscard]] Table read() const { return first(rows_); }
  /// The first `rows` of them, or all, from as many shards as that takes.
  [[nodiscard]] Table first(std::uint64_t rows) const;
  /// All columns without their rows; categories with their dictionaries.
  [[nodiscard]] Table layout() const;
  /// Reads all rows in order, a block at a time: of these columns, which `layout` has, with its dictionaries. A block has at most
  /// `block_rows` rows (1 at least), all of one shard. Throws Error(bug) on an unknown column.
  [[nodiscard]] BlockReader blocks(const Table& layout, const std::vector<std::string>& columns, std::uint64_t block_rows) const;
  /// The verdicts of expectations that it need not have been made under, a shard in memory at a time. Throws as Checks, and as read().
  [[nodiscard]] std::vector<CheckResult> check(const std::vector<Expectation>& expectations, const CheckOptions& options) const;

 private:
  void for_each_shard(const Dictionaries& dictionaries, const std::function<bool(const Batch&)>& action) const;

  std::filesystem::path folder_;
  std::string version_;
  Schema schema_;
  std::vector<SourceFile> sources_;
  std::uint64_t rows_ = 0, quarantined_ = 0;
  std::size_t shards_ = 0;
  std::shared_ptr<const Record> record_;
};

struct ShardResult {
  Dataset dataset;
  bool made = false;  ///< false: found unchanged, nothing was written
};

/// Makes the dataset, or finds it unchanged. Published whole or not at all. The expectations are asked of the one found too.
ShardResult shard(const ShardRequest& request);
/// Asks a published dataset the request's expectations. `warn` hears of those that only warn; Error(bad_data) tells of the others.
void check_expectations(const Dataset& dataset, const ShardRequest& request);

/// What `validate` prints: makes what `shard` would make in a temporary folder (TMPDIR) and throws it away. What shard() refuses the rows
/// for is told in `problems`; what makes the whole file unusable throws as there.
struct QualityReport {
  Schema schema;
  nlohmann::ordered_json
      report;  ///< rows, bad rows (first 100 with line, column, value, reason), per column: type, missing, distinct, min, max, mean
  Profile profile;
  std::uint64_t rows = 0, bad_rows = 0;  ///< good and bad ones
  std::vector<std::string> problems;     ///< too many bad rows, rows that repeat others, expectations that are not met
  /// What the types were decided by, per field of the schema; empty when the request gives a schema. Values are those of `whole_rows` rows,
  /// of `seen_rows` in all, good ones or not.
  std::vector<KindCounts> counts;
  std::uint64_t seen_rows = 0, whole_rows = 0;
};
QualityReport inspect(const ShardRequest& request);

/// Reads a raw file under a schema, for predict. Columns that the schema lacks are named in `extra`, in file order. Columns with role
/// ignore, weight, timestamp, group or split are not read. The target's column is in the table when the file has it; there, its values may
/// be missing. Throws Error(bad_data) naming a missing column (feature role only: the target may be absent), or row, line, column and value
/// of a wrong type. `csv`: the dialect of a text file.
struct RawTable {
  Table table;
  std::vector<std::string> extra;
  bool has_target = false;
};
RawTable read_raw(const std::filesystem::path& file, const Schema& schema, std::uint64_t memory_bytes, const source::CsvDialect& csv = {});

}  // namespace trainyard::dataset
