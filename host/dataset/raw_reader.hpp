// A raw file read under a schema that is known, for predict: block by block, so that memory does not grow with the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/dataset/converter.hpp"
#include "host/dataset/kept_columns.hpp"
#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"
#include "host/source/reader.hpp"

namespace trainyard::dataset {

class Gatherer;

/// Rows of a file, in its order.
struct RawRows {
  Table table;                       ///< the good ones; a category's dictionary has what these rows hold and no more
  std::vector<Values> kept;          ///< of the good ones, a column for each of RawReader::kept(), as the file has it
  std::vector<std::uint64_t> lines;  ///< of the good ones: where they begin, from 1; 0: the file has no lines
  std::vector<BadRow> bad;           ///< ascending
};

/// Columns of the schema with another role than feature and target are not read. The target's is in the table when the file has it; there,
/// its values may be missing.
class RawReader {
 public:
  struct Settings {
    std::uint64_t memory_bytes = 4ULL << 30;
    int threads = 1;                ///< that convert; changes no result
    source::CsvDialect csv;         ///< of a text file
    bool quarantine = false;        ///< bad rows are told of; false: the first one is an error
    std::vector<std::string> kept;  ///< columns to be handed on as they are, whether the schema knows them or not
    std::uint64_t first_row = 0;    ///< rows of the file before it are passed over
  };

  /// Throws what source::open_reader throws, and Error(bad_data) naming a feature's or a kept column that the file lacks.
  RawReader(const std::filesystem::path& file, const Schema& schema, Settings settings);

  /// The file's columns that are neither in the schema nor kept, in its order.
  [[nodiscard]] const std::vector<std::string>& extra() const noexcept { return extra_; }
  [[nodiscard]] bool has_target() const noexcept { return has_target_; }
  [[nodiscard]] const std::vector<Field>& kept() const noexcept { return kept_.fields(); }
  [[nodiscard]] const source::Reader& reader() const noexcept { return *reader_; }
  /// The number of the first row that next() has not read.
  [[nodiscard]] std::uint64_t next_row() const noexcept { return next_row_; }

  /// Replaces `rows` by the next ones: blocks of the file as it is read until there are at least so many good rows, or it ends. False when
  /// there was none left. Throws Error(bad_data) naming row, line, column and value of a bad row, unless they are set aside;
  /// Error(out_of_memory) when the different texts of one column take more than a quarter of the memory.
  bool next(RawRows& rows, std::size_t at_least);

 private:
  std::size_t read_blocks();
  void begin(RawRows& rows) const;
  void add(ConvertedBlock& block, Gatherer& gatherer, RawRows& rows);
  void set_aside(const source::Block& block, std::vector<std::size_t>& places);
  [[nodiscard]] BadRow unfit_row(const source::Block& block, std::size_t row, const KeptColumns::Unfit& unfit) const;

  std::string file_;
  Schema schema_;
  Settings settings_;
  std::unique_ptr<source::Reader> reader_;
  Converter converter_;
  KeptColumns kept_;
  std::vector<std::string> extra_;
  std::vector<Field> fields_;  // that are read
  bool has_target_ = false;
  std::vector<ConvertedBlock> blocks_;
  Batch good_;
  std::vector<BadRow> bad_;
  std::uint64_t next_row_ = 0;
};

}  // namespace trainyard::dataset
