#include "host/dataset/read_columns.hpp"

#include <algorithm>

#include "host/dataset/intake.hpp"
#include "host/dataset/temporary_folder.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

/// Keeps all rows.
class TableSink : public RowSink {
 public:
  TableSink(const Schema& schema, Table& table) : table_(table) {
    table_ = {};
    for (const Field& field : stored_fields(schema)) {
      table_.columns.push_back({field.name, field.type, {}, {}, nullptr, {}, field.personal});
    }
  }

  void add(const Gatherer&, const Batch& good, const std::vector<BadRow>&, const Seen&) override {
    for (std::size_t i = 0; i < table_.columns.size(); ++i) append_to(table_.columns[i], good.columns[i]);
    table_.ids.insert(table_.ids.end(), good.ids.begin(), good.ids.end());
  }

 private:
  Table& table_;
};

TypedTable read_table(const ShardRequest& request) {
  TypedTable read;
  Intake intake(request);
  intake.fingerprint();
  const TemporaryFolder scratch;
  const auto result =
      intake.read([&](const Schema& schema, bool) { return std::make_unique<TableSink>(schema, read.table); }, true, scratch.path());
  for (std::size_t i = 0; i < read.table.columns.size(); ++i) {
    Column& column = read.table.columns[i];
    if (column.is_category()) column.dictionary = std::make_shared<const Dictionary>(result.dictionaries[i]);
  }
  read.schema = result.schema;
  std::erase_if(read.schema.fields, [](const Field& field) { return field.role == Role::ignore; });
  read.file = intake.sources().front();
  return read;
}

/// Columns of the file that are not wanted. Throws when one that is wanted is not there.
std::vector<std::string> others(const std::filesystem::path& file, const std::vector<std::string>& wanted,
                                const source::ReaderOptions& reading) {
  std::vector<std::string> columns = source::open_reader(file, reading)->columns();
  for (const std::string& name : wanted) {
    if (std::ranges::find(columns, name) != columns.end()) continue;
    throw Error(ExitCode::bad_data, file.string() + ": there is no column '" + name + "'" + suggest(name, columns));
  }
  std::erase_if(columns, [&](const std::string& name) { return std::ranges::find(wanted, name) != wanted.end(); });
  return columns;
}

/// Gives fields the types that are known of them; whether a type changed.
bool correct_types(Schema& schema, const std::vector<Field>& known) {
  bool changed = false;
  for (const Field& right : known) {
    const auto field = std::ranges::find(schema.fields, right.name, &Field::name);
    if (field->type == right.type || (is_time(field->type) && is_time(right.type))) continue;
    *field = right;
    changed = true;
  }
  return changed;
}

}  // namespace

TypedTable read_columns(const std::filesystem::path& file, const std::vector<std::string>& columns, const std::vector<Field>& known,
                        const ReadSettings& settings) {
  ShardRequest request;
  request.sources = {file};
  request.name = "columns";
  request.memory_bytes = settings.memory_bytes;
  request.threads = settings.threads;
  request.reading.csv = settings.csv;
  request.warn = settings.warn;
  request.drop = others(file, columns, request.reading);
  TypedTable read = read_table(request);
  for (const std::string& name : columns) {
    if (read.schema.find(name) == nullptr)
      throw Error(ExitCode::bad_data, file.string() + ": column '" + name + "' has no value in any row");
  }
  if (!correct_types(read.schema, known)) return read;
  request.schema = read.schema;
  for (const std::string& name : std::exchange(request.drop, {})) request.schema->fields.push_back({.name = name, .role = Role::ignore});
  return read_table(request);
}

}  // namespace trainyard::dataset
