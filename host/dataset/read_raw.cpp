#include <limits>

#include "host/dataset/dataset.hpp"
#include "host/dataset/intake.hpp"
#include "host/error/error.hpp"
#include "host/source/csv.hpp"

namespace trainyard::dataset {

RawTable read_raw(const std::filesystem::path& file, const Schema& schema, std::uint64_t memory_bytes) {
  RawTable raw;
  Converter converter(schema,
                      {.target_optional = true, .dictionary_bytes = std::max<std::uint64_t>(memory_bytes / 4, 1 << 20), .threads = 1});
  source::CsvReader::Options options;
  options.block_bytes = block_bytes(memory_bytes);
  source::CsvReader reader(file, options);
  raw.extra = converter.bind(0, file.string(), reader.columns());

  const auto& fields = converter.fields();
  for (const Field& field : fields) raw.table.columns.push_back({field.name, field.type, {}, {}, nullptr});
  source::CsvBlock block;
  Batch good;
  std::vector<BadRow> bad;
  while (reader.next(block)) {
    converter.convert(block, good, bad);
    if (!bad.empty()) throw Error(ExitCode::bad_data, describe(bad.front(), file.string()));
    for (std::size_t i = 0; i < fields.size(); ++i) append_to(raw.table.columns[i], good.columns[i]);
    raw.table.ids.insert(raw.table.ids.end(), good.ids.begin(), good.ids.end());
  }
  for (std::size_t i = fields.size(); i-- > 0;) {
    const auto& texts = converter.texts(i);
    if (fields[i].type == ColumnType::category) raw.table.columns[i].dictionary = std::make_shared<Dictionary>(texts.begin(), texts.end());
    if (fields[i].role != Role::target) continue;
    raw.has_target = converter.has(i);
    if (!raw.has_target) raw.table.columns.erase(raw.table.columns.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return raw;
}

}  // namespace trainyard::dataset
