#include "host/dataset/record.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/hdf5/hdf5.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::dataset {
namespace {

using nlohmann::ordered_json;

constexpr const char* dataset_format = "trainyard-dataset-2";

void read_column(const ordered_json& entry, Record& record) {
  Field field;
  field.name = entry.at("name").get<std::string>();
  field.type = type_from_name(entry.at("type").get<std::string>());
  field.role = role_from_name(entry.at("role").get<std::string>());
  if (field.role == Role::ignore) throw Error(ExitCode::bad_data, "column '" + field.name + "' is stored and has the role ignore");
  field.personal = entry.value("personal", false);
  record.fields.push_back(field);
}

// Part of a version only where it is not the default, so that versions of earlier releases stay.
void add_duplicates(const DuplicateOptions& options, nlohmann::json& key) {
  if (options.action == DuplicateOptions::Action::keep) return;
  std::vector<std::string> by = options.by;
  std::sort(by.begin(), by.end());
  key["duplicates"] = {{"action", options.action == DuplicateOptions::Action::drop ? "drop" : "fail"},
                       {"by", by},
                       {"keep", options.keep == Keep::first ? "first" : "last"}};
}

}  // namespace

ordered_json source_json(const SourceFile& source) {
  ordered_json entry = {{"path", source.path}, {"bytes", source.bytes}, {"sha256", source.sha256}, {"modified", source.modified}};
  if (source.test) entry["test"] = true;
  for (const auto& [key, text] : {std::pair{"origin", &source.provenance.origin},
                                  {"collected", &source.provenance.collected},
                                  {"licence", &source.provenance.licence}}) {
    if (!text->empty()) entry[key] = *text;
  }
  return entry;
}

ordered_json shards_json(const std::vector<ShardRecord>& shards) {
  ordered_json list = ordered_json::array();
  for (const ShardRecord& shard : shards) {
    list.push_back({{"file", shard.file}, {"version", shard.version}, {"rows", shard.rows}, {"bytes", shard.bytes}});
  }
  return list;
}

std::vector<ShardRecord> read_shards(const ordered_json& list) {
  std::vector<ShardRecord> shards;
  for (const auto& entry : list) {
    shards.push_back({entry.at("file").get<std::string>(), entry.at("version").get<std::string>(), entry.at("rows").get<std::uint64_t>(),
                      entry.at("bytes").get<std::uint64_t>()});
  }
  return shards;
}

ordered_json record_json(const Record& record) {
  ordered_json document = {
      {"format", dataset_format}, {"version", record.version}, {"rows", record.rows}, {"quarantined", record.quarantined}};
  document["columns"] = ordered_json::array();
  for (const Field& field : record.fields) {
    document["columns"].push_back({{"name", field.name},
                                   {"type", type_name(field.type)},
                                   {"role", role_name(field.role)},
                                   {"dataset", "/columns/" + hdf5::link_name(field.name)}});
    if (field.personal) document["columns"].back()["personal"] = true;
  }
  document["sources"] = ordered_json::array();
  for (const SourceFile& source : record.sources) document["sources"].push_back(source_json(source));
  document["shards"] = shards_json(record.shards);
  document["seen"] = record.seen;
  return document;
}

Record read_record(const std::string& text, const std::string& where) {
  Record record;
  try {
    const ordered_json document = storage::parse_json(text, where);
    if (document.at("format") != dataset_format) throw Error(ExitCode::bad_data, "not a dataset of this format");
    record.version = document.at("version").get<std::string>();
    record.rows = document.at("rows").get<std::uint64_t>();
    record.quarantined = document.at("quarantined").get<std::uint64_t>();
    for (const auto& entry : document.at("columns")) read_column(entry, record);
    for (const auto& entry : document.at("sources")) {
      record.sources.push_back({entry.at("path").get<std::string>(),
                                entry.at("bytes").get<std::uint64_t>(),
                                entry.at("sha256").get<std::string>(),
                                entry.at("modified").get<std::string>(),
                                entry.value("test", false),
                                {entry.value("origin", ""), entry.value("collected", ""), entry.value("licence", "")}});
    }
    std::uint64_t rows = 0;
    record.seen = document.at("seen");
    record.shards = read_shards(document.at("shards"));
    for (const ShardRecord& shard : record.shards) rows += shard.rows;
    if (rows != record.rows)
      throw Error(ExitCode::bad_data, "its shards have " + std::to_string(rows) + " rows, not " + std::to_string(record.rows));
  } catch (const nlohmann::json::exception& error) {
    throw Error(ExitCode::bad_data, where + ": " + error.what());
  } catch (const Error& error) {
    throw Error(ExitCode::bad_data, where + ": " + error.what());
  }
  return record;
}

std::string json_text(const ordered_json& document) { return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n"; }

std::string version_of(const ShardRequest& request, const std::vector<SourceFile>& sources) {
  nlohmann::json key;  // sorted keys
  key["format"] = dataset_format;
  key["sources"] = nlohmann::json::array();
  for (const SourceFile& source : sources) {
    key["sources"].push_back({{"sha256", source.sha256}, {"bytes", source.bytes}});
    if (source.test) key["sources"].back()["test"] = true;
  }
  key["target"] = request.target;
  std::vector<std::string> drop = request.drop;
  std::sort(drop.begin(), drop.end());
  drop.erase(std::unique(drop.begin(), drop.end()), drop.end());
  key["drop"] = drop;
  for (const ColumnRole& given : request.roles) key["roles"][given.column] = role_name(given.role);
  key["schema"] = request.schema ? nlohmann::json(request.schema->to_json()) : nlohmann::json(nullptr);
  key["on_bad_row"] = request.quarantine ? "quarantine" : "fail";
  key["max_bad_rows"] = request.max_bad_rows;
  const source::CsvDialect& csv = request.reading.csv;
  if (const source::CsvDialect usual; csv.delimiter != usual.delimiter || csv.quote != usual.quote || !csv.header || !csv.names.empty()) {
    key["csv"] = {{"delimiter", std::string(1, csv.delimiter)}, {"quote", csv.quote}, {"header", csv.header}, {"names", csv.names}};
  }
  add_duplicates(request.duplicates, key);
  return storage::sha256(key.dump()).substr(0, 16);
}

}  // namespace trainyard::dataset
