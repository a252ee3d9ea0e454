#include <limits>

#include "host/dataset/dataset.hpp"
#include "host/dataset/intake.hpp"
#include "host/error/error.hpp"
#include "host/source/reader.hpp"

namespace trainyard::dataset {

RawTable read_raw(const std::filesystem::path& file, const Schema& schema, std::uint64_t memory_bytes) {
  RawTable raw;
  Schema wanted = schema;
  for (Field& field : wanted.fields) {
    if (field.role != Role::feature && field.role != Role::target) field.role = Role::ignore;
  }
  Converter converter(wanted,
                      {.target_optional = true, .dictionary_bytes = std::max<std::uint64_t>(memory_bytes / 4, 1 << 20), .threads = 1});
  source::ReaderOptions options;
  options.block_bytes = block_bytes(memory_bytes);
  const auto reader = source::open_reader(file, options);
  raw.extra = converter.bind(0, file.string(), reader->columns());

  const auto& fields = converter.fields();
  for (const Field& field : fields) raw.table.columns.push_back({field.name, field.type, {}, {}, nullptr, {}});
  source::Block block;
  Batch good;
  std::vector<BadRow> bad;
  while (reader->next(block)) {
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
