#include "host/dataset/dataset.hpp"
#include "host/dataset/gatherer.hpp"
#include "host/dataset/pass.hpp"
#include "host/error/error.hpp"
#include "host/source/reader.hpp"

namespace trainyard::dataset {

RawTable read_raw(const std::filesystem::path& file, const Schema& schema, std::uint64_t memory_bytes, const source::CsvDialect& csv) {
  RawTable raw;
  Schema wanted = schema;
  for (Field& field : wanted.fields) {
    if (field.role != Role::feature && field.role != Role::target) field.role = Role::ignore;
  }
  ShardRequest bounds;
  bounds.memory_bytes = memory_bytes;
  const Converter converter(wanted, {.target_optional = true, .learning = false});
  Gatherer gatherer(wanted, std::max<std::uint64_t>(memory_bytes / 4, 1 << 20));
  source::ReaderOptions options;
  options.block_bytes = block_bytes(bounds);
  options.csv = csv;
  const auto reader = source::open_reader(file, options);
  ConvertedBlock block;
  block.binding = converter.bind(0, file.string(), reader->columns(), raw.extra);

  const auto& fields = gatherer.fields();
  for (const Field& field : fields) raw.table.columns.push_back({field.name, field.type, {}, {}, nullptr, {}, field.personal});
  Batch good;
  std::vector<BadRow> bad;
  while (reader->next(block.block)) {
    converter.convert(block);
    gatherer.gather(block, nullptr, good, bad);
    if (!bad.empty()) throw Error(ExitCode::bad_data, describe(bad.front(), file.string()));
    for (std::size_t i = 0; i < fields.size(); ++i) append_to(raw.table.columns[i], good.columns[i]);
    raw.table.ids.insert(raw.table.ids.end(), good.ids.begin(), good.ids.end());
  }
  const std::vector<std::string>& columns = reader->columns();
  for (std::size_t i = fields.size(); i-- > 0;) {
    const auto& texts = gatherer.texts(i);
    if (fields[i].type == ColumnType::category) raw.table.columns[i].dictionary = std::make_shared<Dictionary>(texts.begin(), texts.end());
    if (fields[i].role != Role::target) continue;
    raw.has_target = std::find(columns.begin(), columns.end(), fields[i].name) != columns.end();
    if (!raw.has_target) raw.table.columns.erase(raw.table.columns.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return raw;
}

}  // namespace trainyard::dataset
