#include "host/source/reader.hpp"

#include "host/source/csv.hpp"

namespace trainyard::source {

std::unique_ptr<Reader> open_reader(const std::filesystem::path& path, ReaderOptions options) {
  return std::make_unique<CsvReader>(path, std::move(options));
}

}  // namespace trainyard::source
