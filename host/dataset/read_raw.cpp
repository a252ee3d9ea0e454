#include <limits>

#include "host/dataset/dataset.hpp"
#include "host/dataset/raw_reader.hpp"

namespace trainyard::dataset {

RawTable read_raw(const std::filesystem::path& file, const Schema& schema, std::uint64_t memory_bytes, const source::CsvDialect& csv) {
  RawReader reader(file, schema, {.memory_bytes = memory_bytes, .csv = csv});
  RawRows rows;
  reader.next(rows, std::numeric_limits<std::size_t>::max());
  return {std::move(rows.table), reader.extra(), reader.has_target()};
}

}  // namespace trainyard::dataset
