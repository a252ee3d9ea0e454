// Parquet and HDF5 tables with some bytes changed: refused, or read to an end that holds together. The first byte chooses the table. What
// crashes in HDF5's library may, for it does so in the process that reads; Arrow reads in this one.
#include <array>
#include <arrow/io/memory.h>
#include <arrow/json/from_string.h>
#include <arrow/table.h>
#include <csignal>
#include <parquet/arrow/writer.h>
#include <pthread.h>
#include <string>

#include "host/error/error.hpp"
#include "host/hdf5/hdf5.hpp"
#include "host/source/reader.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/require.hpp"

namespace trainyard::source {
namespace {

using hdf5::Id;

std::string parquet_table(arrow::Compression::type compression, bool checksums) {
  const auto column = [](const std::shared_ptr<arrow::DataType>& type, const char* values) {
    return arrow::json::ArrayFromJSONString(type, values).ValueOrDie();
  };
  const auto words = arrow::dictionary(arrow::int32(), arrow::utf8());
  const auto time = arrow::timestamp(arrow::TimeUnit::NANO), decimal = arrow::decimal128(9, 2);
  const auto schema = arrow::schema({arrow::field("x", arrow::int64()), arrow::field("t", words), arrow::field("f", arrow::float64()),
                                     arrow::field("s", time), arrow::field("b", arrow::boolean()), arrow::field("d", decimal)});
  const auto table = arrow::Table::Make(
      schema, {column(arrow::int64(), "[1, null, 3, 1000]"), column(words, R"(["ab", "cd", "ab", null])"),
               column(arrow::float64(), "[0.5, 1.5, null, 2.5]"), column(time, "[1000, 2000, 3000, null]"),
               column(arrow::boolean(), "[true, false, null, true]"), column(decimal, R"(["1.25", null, "-3.00", "0.01"])")});
  parquet::WriterProperties::Builder properties;
  properties.compression(compression);
  if (checksums) properties.enable_page_checksum();
  const auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  const auto written = parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), sink, 3, properties.build());
  fuzz::require(written.ok(), "no Parquet table");
  return sink->Finish().ValueOrDie()->ToString();
}

template <typename T>
void put(hid_t file, const char* name, hid_t type, const std::vector<T>& values, hid_t creation) {
  const hsize_t size = values.size();
  const Id space(H5Screate_simple(1, &size, nullptr), H5Sclose, "space");
  const Id dataset(H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose, "dataset");
  hdf5::checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "writing");
}

// In the oldest format, which has no checksums.
std::string hdf5_table(const fuzz::MemoryFile& memory, bool packed) {
  {
    const Id file(H5Fcreate(memory.path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "creating");
    const Id creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "creation");
    const hsize_t rows = 2;
    if (packed) hdf5::checked(H5Pset_chunk(creation, 1, &rows), "chunks");
    if (packed) hdf5::checked(H5Pset_deflate(creation, 4), "filter");
    const Id text(H5Tcopy(H5T_C_S1), H5Tclose, "type");
    hdf5::checked(H5Tset_size(text, packed ? 4 : H5T_VARIABLE), "type");
    put<std::int32_t>(file, "a", H5T_STD_I32BE, {1, -2, 3}, creation);
    put<double>(file, "z", H5T_NATIVE_DOUBLE, {0.5, 1.5, 2.5}, creation);
    if (packed)
      put<std::array<char, 4>>(file, "t", text, {{'x'}, {}, {'t', 'e', 'x', 't'}}, creation);
    else
      put<const char*>(file, "t", text, {"x", "", "longer text"}, creation);
  }
  return memory.bytes();
}

void read_all(const std::string& path) {
  ReaderOptions options;
  options.max_row_bytes = 1 << 16;
  options.block_seconds = 2;
  const auto reader = open_reader(path, options);
  const auto types = reader->types();
  fuzz::require(!reader->columns().empty() && (types.empty() || types.size() == reader->columns().size()), "types without columns");
  Block block;
  std::uint64_t rows = 0;
  while (reader->next(block)) {
    fuzz::require(block.rows() > 0 || !block.broken().empty(), "an empty block");
    rows += block.rows() + block.broken().size();
    if (!block.is_typed()) continue;
    for (std::size_t i = 0; i < types.size(); ++i) {
      const TypedColumn& column = block.typed(i);
      const std::size_t values = column.integers.size() + column.floats.size() + column.texts.size();
      fuzz::require(column.type == types[i] && values == block.rows(), "a column of another type or length");
      fuzz::require(column.null.empty() || column.null.size() == block.rows(), "marks of missing values of another length");
      std::size_t bytes = 0;
      for (const std::string_view text : column.texts) bytes += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\0'));
      fuzz::require(bytes <= std::size_t{1} << 30, "texts without end");  // every byte has been read
    }
  }
  fuzz::require(rows == reader->rows_read(), "another number of rows");
}

void try_input(std::string_view input) {
  static const fuzz::MemoryFile file;
  static const std::array<std::string, 4> tables{parquet_table(arrow::Compression::UNCOMPRESSED, false),
                                                 parquet_table(arrow::Compression::SNAPPY, true), hdf5_table(file, false),
                                                 hdf5_table(file, true)};
  if (input.empty()) return;
  file.hold(fuzz::edited(tables[static_cast<unsigned char>(input[0]) % 4], input.substr(1)));
  try {
    read_all(file.path());
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
  }
}

}  // namespace
}  // namespace trainyard::source

// A process that reads HDF5 keeps no inputs: it has the usual signals, and is where no file can be made.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  trainyard::hdf5::silence();
  return ::pthread_atfork(nullptr, nullptr, [] {
    for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) ::signal(signal, SIG_DFL);
    if (::chdir("/proc") != 0) ::_exit(1);
  });
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trainyard::source::try_input({reinterpret_cast<const char*>(data), size});
  return 0;
}
