#include <algorithm>
#include <arrow/array.h>
#include <arrow/io/file.h>
#include <arrow/memory_pool.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <parquet/properties.h>

#include "host/error/error.hpp"
#include "host/output/arrow_arrays.hpp"
#include "host/output/formats.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::output {
namespace {

constexpr std::int64_t rows_per_group = 131072;

// Numbers seldom repeat: a dictionary of them would be made, held and thrown away.
std::shared_ptr<parquet::WriterProperties> properties(const std::vector<Field>& fields) {
  parquet::WriterProperties::Builder builder;
  builder.enable_page_checksum()->max_row_group_length(rows_per_group)->disable_dictionary();
  for (const Field& field : fields) {
    if (field.kind == Kind::text) builder.enable_dictionary(field.name);
  }
  return builder.build();
}

// Arrow reports some failures by status, some by exception.
template <class Work>
void checked(const std::filesystem::path& path, const char* what, const Work& work) {
  arrow::Status status;
  try {
    status = [&]() -> arrow::Status { return work(); }();
  } catch (const parquet::ParquetException& failure) {
    status = arrow::Status::IOError(failure.what());
  }
  if (!status.ok()) throw Error(ExitCode::io, path.string() + ": cannot be " + what + ": " + status.message());
}

constexpr const char* written = "written (is the disk full?)";

class ParquetFile : public TableFile {
 public:
  ParquetFile(std::filesystem::path path, std::vector<Field> fields)
      : path_(std::move(path)), fields_(std::move(fields)), aside_(path_), schema_(arrow_schema(fields_)) {
    checked(path_, written, [&] {
      ARROW_ASSIGN_OR_RAISE(stream_, arrow::io::FileOutputStream::Open(aside_.path().string()));
      return parquet::arrow::FileWriter::Open(*schema_, arrow::system_memory_pool(), stream_, properties(fields_)).Value(&writer_);
    });
  }

  void write(const std::vector<Values>& columns) override {
    checked(path_, written, [&] {
      ARROW_ASSIGN_OR_RAISE(const auto batch, arrow_batch(schema_, fields_, columns));
      return add(batch->columns(), batch->num_rows());
    });
  }

  /// Columns as Arrow has them.
  void write(const arrow::RecordBatch& batch) {
    checked(path_, written, [&] { return add(batch.columns(), batch.num_rows()); });
  }

  void publish() override {
    checked(path_, written, [&] {
      if (waiting_rows_ > 0) ARROW_RETURN_NOT_OK(write_group(waiting_rows_));
      ARROW_RETURN_NOT_OK(writer_->Close());
      return stream_->Close();
    });
    aside_.publish();
  }

 private:
  // Where pages end depends on how columns are handed over, so that this is always a whole group of rows at a time.
  arrow::Status add(const arrow::ArrayVector& columns, std::int64_t rows) {
    if (rows == 0) return arrow::Status::OK();
    waiting_.push_back(arrow::RecordBatch::Make(schema_, rows, columns));
    waiting_rows_ += rows;
    while (waiting_rows_ >= rows_per_group) ARROW_RETURN_NOT_OK(write_group(rows_per_group));
    return arrow::Status::OK();
  }

  arrow::Status write_group(std::int64_t rows) {
    ARROW_ASSIGN_OR_RAISE(const auto table, arrow::Table::FromRecordBatches(schema_, waiting_));
    ARROW_ASSIGN_OR_RAISE(const auto group, table->Slice(0, rows)->CombineChunksToBatch());
    ARROW_RETURN_NOT_OK(writer_->WriteRecordBatch(*group));
    waiting_rows_ -= rows;
    std::int64_t gone = rows;
    while (gone > 0 && gone >= waiting_.front()->num_rows()) {
      gone -= waiting_.front()->num_rows();
      waiting_.erase(waiting_.begin());
    }
    if (gone > 0) waiting_.front() = waiting_.front()->Slice(gone);
    return arrow::Status::OK();
  }

  std::filesystem::path path_;
  std::vector<Field> fields_;
  storage::AtomicFile aside_;
  std::shared_ptr<arrow::Schema> schema_;
  std::shared_ptr<arrow::io::FileOutputStream> stream_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
  std::vector<std::shared_ptr<arrow::RecordBatch>> waiting_;
  std::int64_t waiting_rows_ = 0;
};

/// Hands a file's rows on, a group of them in memory at a time.
void copy_rows(const std::filesystem::path& from, ParquetFile& to, const std::function<void()>& check) {
  std::unique_ptr<parquet::arrow::FileReader> file;
  std::shared_ptr<arrow::RecordBatchReader> rows;
  checked(from, "read", [&] {
    parquet::arrow::FileReaderBuilder builder;
    ARROW_RETURN_NOT_OK(builder.OpenFile(from.string(), false));
    ARROW_RETURN_NOT_OK(builder.Build(&file));
    file->set_batch_size(rows_per_group);
    return file->GetRecordBatchReader().Value(&rows);
  });
  for (;;) {
    check();
    std::shared_ptr<arrow::RecordBatch> batch;
    checked(from, "read", [&] { return rows->ReadNext(&batch); });
    if (batch == nullptr) return;
    to.write(*batch);
  }
}

}  // namespace

std::unique_ptr<TableFile> create_parquet(const std::filesystem::path& path, const std::vector<Field>& fields, std::uint64_t) {
  return std::make_unique<ParquetFile>(path, fields);
}

void join_parquet(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& path, const std::vector<Field>& fields,
                  const std::function<void()>& check) {
  ParquetFile file(path, fields);
  for (const auto& part : parts) copy_rows(part, file, check);
  file.publish();
}

}  // namespace trainyard::output
