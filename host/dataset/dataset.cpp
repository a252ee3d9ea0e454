#include "host/dataset/dataset.hpp"

#include <algorithm>
#include <system_error>

#include "host/dataset/batch.hpp"
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

// Personal columns have theirs in the shards alone, the last of which knows all texts.
void read_personal_dictionaries(const std::filesystem::path& folder, Record& record) {
  const auto hidden = [](const Field& field) { return field.personal && field.type == ColumnType::category; };
  if (record.shards.empty() || std::none_of(record.fields.begin(), record.fields.end(), hidden)) return;
  auto dictionaries = read_dictionaries(folder / record.shards.back().file, record.fields);
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    if (hidden(record.fields[i])) record.dictionaries[i] = std::move(dictionaries[i]);
  }
}

Table empty_table(const Record& record, std::uint64_t rows) {
  Table table;
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const Field& field = record.fields[i];
    Column& column = table.columns.emplace_back(Column{field.name, field.type, {}, {}, nullptr, {}, field.personal});
    if (column.is_category()) {
      column.dictionary = std::make_shared<Dictionary>(record.dictionaries[i]);
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

Dataset Dataset::open(const std::filesystem::path& folder) {
  Dataset dataset;
  const std::string where = (folder / record_file).string();
  const auto record = std::make_shared<Record>(read_record(storage::read_verified(folder, record_file), where));
  dataset.folder_ = folder;
  dataset.version_ = record->version;
  dataset.schema_ = parse_schema(storage::read_verified(folder, schema_file), (folder / schema_file).string());
  check_schema(dataset.schema_, *record, (folder / schema_file).string());
  check_shard_sizes(folder, *record);
  read_personal_dictionaries(folder, *record);
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
  Table table = empty_table(*record_, rows);
  for (std::size_t index = 0; index < record_->shards.size() && table.rows() < rows; ++index) {
    const ShardRecord& shard = record_->shards[index];
    const std::filesystem::path path = folder_ / shard.file;
    const Batch batch = read_shard(path, {shard.version, index, table.rows(), shard.rows}, record_->fields, record_->dictionaries);
    for (const RowId& id : batch.ids) {
      if (id.source >= sources_.size())
        throw Error(ExitCode::bad_data, path.string() + ": a row of a source that dataset.json does not name");
    }
    for (std::size_t i = 0; i < batch.columns.size(); ++i) append_to(table.columns[i], batch.columns[i]);
    table.ids.insert(table.ids.end(), batch.ids.begin(), batch.ids.end());
  }
  if (table.rows() > rows) cut(table, rows);
  return table;
}

}  // namespace trainyard::dataset
