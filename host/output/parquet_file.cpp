#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/io/file.h>
#include <arrow/memory_pool.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <parquet/properties.h>

#include "host/error/error.hpp"
#include "host/output/formats.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::output {
namespace {

constexpr std::int64_t rows_per_group = 131072;

std::shared_ptr<arrow::Schema> schema_of(const std::vector<Field>& fields) {
  arrow::FieldVector columns;
  for (const Field& field : fields) {
    const auto type = field.kind == Kind::single ? arrow::float32() : field.kind == Kind::number ? arrow::float64() : arrow::utf8();
    columns.push_back(arrow::field(field.name, type, false));
  }
  return arrow::schema(columns);
}

// Numbers seldom repeat: a dictionary of them would be made, held and thrown away.
std::shared_ptr<parquet::WriterProperties> properties(const std::vector<Field>& fields) {
  parquet::WriterProperties::Builder builder;
  builder.enable_page_checksum()->max_row_group_length(rows_per_group)->disable_dictionary();
  for (const Field& field : fields) {
    if (field.kind == Kind::text) builder.enable_dictionary(field.name);
  }
  return builder.build();
}

class ParquetFile : public TableFile {
 public:
  ParquetFile(std::filesystem::path path, const std::vector<Field>& fields)
      : path_(std::move(path)), aside_(path_), schema_(schema_of(fields)) {
    checked([&] {
      ARROW_ASSIGN_OR_RAISE(stream_, arrow::io::FileOutputStream::Open(aside_.path().string()));
      return parquet::arrow::FileWriter::Open(*schema_, arrow::system_memory_pool(), stream_, properties(fields)).Value(&writer_);
    });
  }

  void write(const std::vector<Values>& columns) override {
    checked([&] {
      arrow::ArrayVector arrays;
      for (const Values& values : columns) {
        ARROW_ASSIGN_OR_RAISE(auto array, std::visit([](const auto& column) { return array_of(column); }, values));
        arrays.push_back(std::move(array));
      }
      const auto rows = static_cast<std::int64_t>(rows_of(columns.front()));
      return writer_->WriteRecordBatch(*arrow::RecordBatch::Make(schema_, rows, std::move(arrays)));
    });
  }

  void publish() override {
    checked([&] {
      ARROW_RETURN_NOT_OK(writer_->Close());
      return stream_->Close();
    });
    aside_.publish();
  }

 private:
  // Arrow reports some failures by status, some by exception.
  template <class Work>
  void checked(const Work& work) const {
    arrow::Status status;
    try {
      status = [&]() -> arrow::Status { return work(); }();
    } catch (const parquet::ParquetException& failure) {
      status = arrow::Status::IOError(failure.what());
    }
    if (!status.ok()) throw Error(ExitCode::io, path_.string() + ": cannot be written (is the disk full?): " + status.message());
  }

  static arrow::Result<std::shared_ptr<arrow::Array>> array_of(std::span<const float> values) {
    return std::make_shared<arrow::FloatArray>(static_cast<std::int64_t>(values.size()), arrow::Buffer::Wrap(values.data(), values.size()));
  }
  static arrow::Result<std::shared_ptr<arrow::Array>> array_of(std::span<const double> values) {
    return std::make_shared<arrow::DoubleArray>(static_cast<std::int64_t>(values.size()),
                                                arrow::Buffer::Wrap(values.data(), values.size()));
  }
  static arrow::Result<std::shared_ptr<arrow::Array>> array_of(const std::vector<std::string>& values) {
    arrow::StringBuilder builder;
    ARROW_RETURN_NOT_OK(builder.AppendValues(values));
    return builder.Finish();
  }

  std::filesystem::path path_;
  storage::AtomicFile aside_;
  std::shared_ptr<arrow::Schema> schema_;
  std::shared_ptr<arrow::io::FileOutputStream> stream_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
};

}  // namespace

std::unique_ptr<TableFile> create_parquet(const std::filesystem::path& path, const std::vector<Field>& fields, std::uint64_t) {
  return std::make_unique<ParquetFile>(path, fields);
}

}  // namespace trainyard::output
