#include "host/dataset/dataset.hpp"

#include <algorithm>
#include <system_error>

#include "host/dataset/batch.hpp"
#include "host/dataset/block_reader.hpp"
#include "host/dataset/record.hpp"
#include "host/dataset/schema_document.hpp"
#include "host/dataset/shard_file.hpp"
#include "host/error/error.hpp"
#include "host/storage/manifest.hpp"

namespace trainyard::dataset {
namespace {

void check_shard_sizes(const std::filesystem::path& folder, const Record& record) {
  for (const ShardRecord& shard : record.shards) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(folder / shard.file, error);
    if (!error && bytes == shard.bytes) continue;
    throw Error(ExitCode::bad_data, (folder / shard.file).string() + ": shard " +
                                        (error ? "cannot be read: " + error.message()
                                               : "has " + std::to_string(bytes) + " bytes, not " + std::to_string(shard.bytes)) +
                                        "; remove the dataset's folder to have it made again from its sources");
  }
}

void check_schema(const Schema& schema, const Record& record, const std::string& where) {
  const auto fields = stored_fields(schema);
  bool same = fields.size() == record.fields.size();
  for (std::size_t i = 0; same && i < fields.size(); ++i) {
    same = fields[i].name == record.fields[i].name && fields[i].type == record.fields[i].type && fields[i].role == record.fields[i].role;
  }
  if (!same) throw Error(ExitCode::bad_data, where + ": its columns are not those of " + record_file);
}

Table empty_table(const Record& record, const Dictionaries& dictionaries, std::uint64_t rows) {
  Table table;
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const Field& field = record.fields[i];
    Column& column = table.columns.emplace_back(Column{field.name, field.type, {}, {}, nullptr, {}, field.personal});
    if (column.is_category()) {
      column.dictionary = std::make_shared<Dictionary>(dictionaries[i]);
      column.codes.reserve(rows);
    } else {
      column.numbers.reserve(rows);
    }
  }
  table.ids.reserve(rows);
  return table;
}

void cut(Table& table, std::size_t rows) {
  table.ids.resize(rows);
  for (Column& column : table.columns) {
    column.numbers.resize(std::min(column.numbers.size(), rows));
    column.codes.resize(std::min(column.codes.size(), rows));
    column.texts.resize(std::min(column.texts.size(), rows));
  }
}

}  // namespace

Dictionaries load_dictionaries(const std::filesystem::path& folder, const Record& record, std::uint64_t rows) {
  if (record.shards.empty()) return Dictionaries(record.fields.size());
  auto last = record.shards.begin();
  for (std::uint64_t known = last->rows; known < rows && std::next(last) != record.shards.end(); known += last->rows) ++last;
  return read_dictionaries(folder / last->file, record.fields);
}

void check_sources(const std::vector<RowId>& ids, const Record& record, const std::filesystem::path& shard) {
  const bool known = std::ranges::all_of(ids, [&](const RowId& id) { return id.source < record.sources.size(); });
  if (!known) throw Error(ExitCode::bad_data, shard.string() + ": a row of a source that dataset.json does not name");
}

Dataset Dataset::open(const std::filesystem::path& folder) {
  Dataset dataset;
  const std::string where = (folder / record_file).string();
  const auto record = std::make_shared<Record>(read_record(storage::read_verified(folder, record_file), where));
  dataset.folder_ = folder;
  dataset.version_ = record->version;
  dataset.schema_ = parse_schema(storage::read_verified(folder, schema_file), (folder / schema_file).string());
  check_schema(dataset.schema_, *record, (folder / schema_file).string());
  check_shard_sizes(folder, *record);
  dataset.sources_ = record->sources;
  dataset.rows_ = record->rows;
  dataset.quarantined_ = record->quarantined;
  dataset.shards_ = record->shards.size();
  dataset.record_ = record;
  return dataset;
}

Table Dataset::first(std::uint64_t rows) const {
  if (!record_) throw Error(ExitCode::bug, "a dataset is read before it was opened");
  rows = std::min(rows, rows_);
  const Dictionaries dictionaries = load_dictionaries(folder_, *record_, rows);
  Table table = empty_table(*record_, dictionaries, rows);
  for_each_shard(dictionaries, [&](const Batch& batch) {
    for (std::size_t i = 0; i < batch.columns.size(); ++i) append_to(table.columns[i], batch.columns[i]);
    table.ids.insert(table.ids.end(), batch.ids.begin(), batch.ids.end());
    return table.rows() < rows;
  });
  if (table.rows() > rows) cut(table, rows);
  return table;
}

Table Dataset::layout() const {
  if (!record_) throw Error(ExitCode::bug, "a dataset is looked at before it was opened");
  return empty_table(*record_, load_dictionaries(folder_, *record_, rows_), 0);
}

BlockReader Dataset::blocks(const Table& layout, const std::vector<std::string>& columns, std::uint64_t block_rows) const {
  std::vector<Column> wanted;
  std::vector<Field> fields;
  for (const std::string& name : columns) {
    const Column* column = layout.find(name);
    const auto field = std::ranges::find(record_->fields, name, &Field::name);
    if (column == nullptr || field == record_->fields.end()) throw Error(ExitCode::bug, "there is no column '" + name + "' to read");
    wanted.push_back(*column);
    fields.push_back(*field);
  }
  return {folder_, record_, std::move(wanted), std::move(fields), block_rows};
}

void Dataset::for_each_shard(const Dictionaries& dictionaries, const std::function<bool(const Batch&)>& action) const {
  std::uint64_t first_row = 0;
  for (std::size_t index = 0; index < record_->shards.size(); ++index) {
    const ShardRecord& shard = record_->shards[index];
    const std::filesystem::path path = folder_ / shard.file;
    const Batch batch = read_shard(path, {shard.version, index, first_row, shard.rows}, record_->fields, dictionaries);
    check_sources(batch.ids, *record_, path);
    first_row += shard.rows;
    if (!action(batch)) return;
  }
}

std::vector<CheckResult> Dataset::check(const std::vector<Expectation>& expectations, const CheckOptions& options) const {
  if (!record_) throw Error(ExitCode::bug, "a dataset is checked before it was opened");
  Checks checks(expectations, stored_fields(schema_), options);
  const std::string where = (folder_ / profile_file).string();
  const auto document = nlohmann::ordered_json::parse(storage::read_verified(folder_, profile_file), nullptr, false);
  const Profile profile = Profile::from_json(document, where);
  const Dictionaries dictionaries = load_dictionaries(folder_, *record_, rows_);
  std::vector<std::deque<std::string>> texts;
  for (const Dictionary& dictionary : dictionaries) texts.emplace_back(dictionary.begin(), dictionary.end());
  for_each_shard(dictionaries, [&](const Batch& rows) {
    checks.add(rows, [&](std::size_t field) -> const std::deque<std::string>& { return texts[field]; });
    return true;
  });
  std::vector<std::string> files;
  for (const SourceFile& source : sources_) files.push_back(source.path);
  return checks.finish(profile, files);
}

}  // namespace trainyard::dataset
