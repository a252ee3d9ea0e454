#include "host/source/reader.hpp"

#include "host/source/csv.hpp"
#include "host/source/hdf5_table.hpp"
#include "host/source/parquet.hpp"
#include "host/source/typed_file.hpp"

namespace trainyard::source {

std::unique_ptr<Reader> open_reader(const std::filesystem::path& path, ReaderOptions options) {
  const std::string start = TypedFile(path).first_bytes(8);
  if (start.starts_with("PAR1")) return std::make_unique<ParquetReader>(path, std::move(options));
  if (start == "\x89HDF\r\n\x1A\n") return std::make_unique<Hdf5Reader>(path, options);
  return std::make_unique<CsvReader>(path, std::move(options));
}

}  // namespace trainyard::source
