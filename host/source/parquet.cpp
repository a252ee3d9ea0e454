#include "host/source/parquet.hpp"

#include <algorithm>
#include <arrow/array.h>
#include <arrow/io/file.h>
#include <arrow/memory_pool.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <limits>
#include <parquet/arrow/reader.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>
#include <unistd.h>
#include <utility>

#include "host/error/error.hpp"
#include "host/source/parquet_column.hpp"
#include "host/source/typed_file.hpp"

namespace trainyard::source {

/// Memory for one reader and its blocks. The limit stands against sizes that a damaged file states; a page has at most 2 GiB.
struct ParquetPool {
  explicit ParquetPool(std::uint64_t file_bytes)
      : capped(base.get(), static_cast<std::int64_t>((std::uint64_t{1} << 30) + 4 * std::min(file_bytes, std::uint64_t{1} << 50))) {}
  std::unique_ptr<arrow::MemoryPool> base = arrow::MemoryPool::CreateDefault();
  arrow::CappedMemoryPool capped;
};

/// What a block's texts point into; the pool goes last.
struct ParquetStorage {
  std::shared_ptr<ParquetPool> pool;
  std::shared_ptr<arrow::RecordBatch> batch;
};

namespace {

constexpr std::int64_t stream_bytes = std::int64_t{256} << 10;  // read ahead per column
constexpr std::string_view written_again = "damaged; have it written again";

parquet::ReaderProperties reader_properties(ParquetPool& pool, std::uint64_t file_bytes) {
  parquet::ReaderProperties properties(&pool.capped);
  properties.enable_buffered_stream();
  properties.set_buffer_size(stream_bytes);
  properties.set_page_checksum_verification(true);
  // What the footer lists takes at least a byte each.
  const auto most = static_cast<std::int32_t>(std::min<std::uint64_t>(file_bytes, std::numeric_limits<std::int32_t>::max()));
  properties.set_thrift_container_size_limit(std::min(most, properties.thrift_container_size_limit()));
  properties.set_thrift_string_size_limit(std::min(most, properties.thrift_string_size_limit()));
  return properties;
}

}  // namespace

struct ParquetReader::State : ReaderState {
  State(const std::filesystem::path& path, ReaderOptions given)
      : options(std::move(given)), file(path), pool(std::make_shared<ParquetPool>(file.bytes())) {
    file_bytes = file.bytes();
    modified = file.modified();
  }

  template <typename Work>
  auto guarded(Work work) const;
  template <typename T>
  T checked(arrow::Result<T> result) const;
  void checked(const arrow::Status& status) const;

  std::unique_ptr<parquet::arrow::FileReader> open(arrow::TimeUnit::type int96_unit) const;
  void read_footer();
  void check_rows();
  void read_columns();
  void open_row_group();
  void close_row_group();
  bool next(Block& block);
  void check_int96(const arrow::RecordBatch& batch);

  ReaderOptions options;
  TypedFile file;
  std::shared_ptr<ParquetPool> pool;
  std::unique_ptr<parquet::arrow::FileReader> reader;
  std::unique_ptr<arrow::RecordBatchReader> batches;  // of the row group being read
  // INT96 timestamps count nanoseconds; `reader` takes them as microseconds, for their range, and this one sees what was cut off.
  std::unique_ptr<parquet::arrow::FileReader> int96_reader;
  std::unique_ptr<arrow::RecordBatchReader> int96_batches;
  std::vector<int> int96_columns;
  int row_group = 0;                  // the one being read, or the next
  std::uint64_t rows = 0;             // of the file
  std::uint64_t rows_at_opening = 0;  // rows_read when the row group was opened
};

// Arrow reports some damage by status, some by exception.
template <typename Work>
auto ParquetReader::State::guarded(Work work) const {
  try {
    return work();
  } catch (const parquet::ParquetException& failure) {
    file.refuse(std::string(written_again) + ": " + one_line(failure.what()));
  } catch (const std::length_error& failure) {
    file.refuse(std::string(written_again) + ": " + one_line(failure.what()));
  }
}

void ParquetReader::State::checked(const arrow::Status& status) const {
  if (status.ok()) return;
  if (status.IsOutOfMemory() || status.IsCapacityError()) {
    file.refuse("damaged, or one page of a column takes more memory than is given to it; have it written again, with smaller pages: " +
                one_line(status.message()));
  }
  file.refuse(std::string(written_again) + ": " + one_line(status.message()));
}

template <typename T>
T ParquetReader::State::checked(arrow::Result<T> result) const {
  checked(result.status());
  return std::move(result).ValueUnsafe();
}

std::unique_ptr<parquet::arrow::FileReader> ParquetReader::State::open(arrow::TimeUnit::type int96_unit) const {
  const int own = ::dup(file.descriptor());  // the file that was checked, and no other that has its path by now
  if (own < 0) throw Error(ExitCode::io, file.path().string() + ": cannot be opened once more");
  auto input = checked(arrow::io::ReadableFile::Open(own, &pool->capped));
  parquet::arrow::FileReaderBuilder builder;
  checked(builder.Open(std::move(input), reader_properties(*pool, file.bytes())));
  parquet::ArrowReaderProperties properties(false);  // one thread
  properties.set_pre_buffer(false);                  // no whole row group in memory
  properties.set_coerce_int96_timestamp_unit(int96_unit);
  return checked(builder.memory_pool(&pool->capped)->properties(properties)->Build());
}

void ParquetReader::State::read_footer() {
  if (file.first_bytes(4) != "PAR1") file.refuse("not a Parquet file");
  reader = open(arrow::TimeUnit::MICRO);
  check_rows();
  read_columns();
  if (!int96_columns.empty()) int96_reader = open(arrow::TimeUnit::NANO);
}

void ParquetReader::State::check_rows() {
  const auto metadata = reader->parquet_reader()->metadata();
  std::uint64_t sum = 0;
  for (int i = 0; i < metadata->num_row_groups(); ++i) {
    const std::int64_t there = metadata->RowGroup(i)->num_rows();
    if (there < 0 || there > std::numeric_limits<std::int64_t>::max() / std::max(metadata->num_row_groups(), 1)) {
      file.refuse(std::string(written_again) + ": a row group of " + std::to_string(there) + " rows");
    }
    sum += static_cast<std::uint64_t>(there);
  }
  if (metadata->num_rows() < 0 || sum != static_cast<std::uint64_t>(metadata->num_rows())) {
    file.refuse(std::string(written_again) + ": states " + std::to_string(metadata->num_rows()) + " rows, its row groups have " +
                std::to_string(sum));
  }
  if (sum == 0) file.refuse("has no rows; give at least one");
  rows = sum;
}

void ParquetReader::State::read_columns() {
  std::shared_ptr<arrow::Schema> schema;
  checked(reader->GetSchema(&schema));
  for (const auto& field : schema->fields()) columns.push_back(field->name());
  file.check_columns(columns);
  for (int i = 0; i < schema->num_fields(); ++i) {
    const arrow::DataType& type = *schema->field(i)->type();
    const auto read_as = value_type(type);
    if (!read_as) {
      file.refuse(columns[static_cast<std::size_t>(i)], 0,
                  "values of type " + one_line(type.ToString()) +
                      " cannot be read; leave the column out of the file, or write it as numbers, text or timestamps");
    }
    types.push_back(*read_as);
  }
  const parquet::SchemaDescriptor& stored = *reader->parquet_reader()->metadata()->schema();
  for (int i = 0; i < stored.num_columns(); ++i) {
    if (stored.Column(i)->physical_type() == parquet::Type::INT96) int96_columns.push_back(i);
  }
}

void ParquetReader::State::open_row_group() {
  const auto metadata = reader->parquet_reader()->metadata()->RowGroup(row_group);
  const auto there = static_cast<std::uint64_t>(std::max<std::int64_t>(metadata->num_rows(), 1));
  const auto bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(metadata->total_byte_size(), 0));
  // Decoded, a value takes no less than eight bytes, however well it is packed.
  const std::uint64_t of_row = std::max<std::uint64_t>(bytes / there, 8 * columns.size());
  const auto batch_rows = static_cast<std::int64_t>(rows_of_block(options.block_bytes, of_row, columns.size()));
  reader->set_batch_size(batch_rows);
  batches = checked(reader->GetRecordBatchReader({row_group}));
  if (int96_reader) {
    int96_reader->set_batch_size(batch_rows);
    int96_batches = checked(int96_reader->GetRecordBatchReader({row_group}, int96_columns));
  }
  rows_at_opening = rows_read;
}

void ParquetReader::State::close_row_group() {
  const auto stated = static_cast<std::uint64_t>(reader->parquet_reader()->metadata()->RowGroup(row_group)->num_rows());
  if (rows_read - rows_at_opening != stated) {
    file.refuse(std::string(written_again) + ": row group " + std::to_string(row_group + 1) + " states " + std::to_string(stated) +
                " rows and has " + std::to_string(rows_read - rows_at_opening));
  }
  int96_batches.reset();
  batches.reset();
  ++row_group;
}

void ParquetReader::State::check_int96(const arrow::RecordBatch& batch) {
  std::shared_ptr<arrow::RecordBatch> exact;
  checked(int96_batches->ReadNext(&exact));
  if (!exact || exact->num_rows() != batch.num_rows()) file.refuse(std::string(written_again) + ": rows that cannot be read twice");
  for (int i = 0; i < exact->num_columns(); ++i) {
    const auto column = static_cast<std::size_t>(int96_columns[static_cast<std::size_t>(i)]);
    const auto& whole = static_cast<const arrow::TimestampArray&>(*batch.column(static_cast<int>(column)));
    const auto& fine = static_cast<const arrow::TimestampArray&>(*exact->column(i));
    for (std::int64_t row = 0; row < fine.length(); ++row) {
      // Nanoseconds wrap around where microseconds do not; modulo 2^64 they agree unless something was cut off.
      if (fine.IsValid(row) && static_cast<std::uint64_t>(fine.Value(row)) != static_cast<std::uint64_t>(whole.Value(row)) * 1000) {
        file.refuse(columns[column], rows_read + static_cast<std::uint64_t>(row) + 1,
                    "a timestamp that is no whole number of microseconds; round the column to microseconds");
      }
    }
  }
}

bool ParquetReader::State::next(Block& block) {
  std::shared_ptr<arrow::RecordBatch> batch;
  while (!batch || batch->num_rows() == 0) {
    if (!batches) {
      if (row_group == reader->num_row_groups()) {
        file.check_unchanged();
        return false;
      }
      open_row_group();
    }
    checked(batches->ReadNext(&batch));
    if (!batch) close_row_group();
  }
  if (int96_batches) check_int96(*batch);
  std::vector<TypedColumn> values;
  for (int i = 0; i < batch->num_columns(); ++i) {
    try {
      values.push_back(typed_column(*batch->column(i), options.max_row_bytes));
    } catch (const UnfitValue& unfit) {
      file.refuse(columns[static_cast<std::size_t>(i)], rows_read + static_cast<std::uint64_t>(unfit.row) + 1, unfit.what());
    }
  }
  const auto count = static_cast<std::size_t>(batch->num_rows());
  block = Block(rows_read, count, std::move(values), std::make_shared<ParquetStorage>(ParquetStorage{pool, std::move(batch)}));
  rows_read += count;
  bytes_read = file.share(rows_read, rows);
  return true;
}

ParquetReader::ParquetReader(const std::filesystem::path& path, ReaderOptions options)
    : state_(std::make_unique<State>(path, std::move(options))) {
  state_->guarded([&] { state_->read_footer(); });
}

ParquetReader::~ParquetReader() = default;

const ReaderState& ParquetReader::state() const noexcept { return *state_; }

bool ParquetReader::next(Block& block) {
  return state_->guarded([&] { return state_->next(block); });
}

}  // namespace trainyard::source
