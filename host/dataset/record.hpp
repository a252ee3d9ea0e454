// dataset.json: what a published dataset consists of.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/dataset/dataset.hpp"

namespace trainyard::dataset {

inline constexpr const char* record_file = "dataset.json";
inline constexpr const char* schema_file = "schema.yaml";
inline constexpr const char* profile_file = "profile.json";
inline constexpr const char* quality_file = "quality.json";
inline constexpr const char* quarantine_file = "quarantine.csv";

struct ShardRecord {
  std::string file;     ///< relative to the dataset's folder
  std::string version;  ///< of the dataset that it was made for: this one, or the one that this one goes on from
  std::uint64_t rows = 0, bytes = 0;
  std::string sha256 = {};  ///< of the file, while whoever wrote it lives; not in dataset.json
};

struct Record {
  std::string version;
  std::uint64_t rows = 0, quarantined = 0;
  std::vector<SourceFile> sources;
  std::vector<ShardRecord> shards;
  std::vector<Field> fields;    ///< the stored ones
  nlohmann::ordered_json seen;  ///< what was seen of the sources; see seen_json
  Dictionaries dictionaries;    ///< not in dataset.json: the last shard holds them, see load_dictionaries()
};

/// Reads the dictionaries of the first `rows` of the dataset in `folder`, from the shard with the last of them. Throws Error(bad_data) on
/// damage.
Dictionaries load_dictionaries(const std::filesystem::path& folder, const Record& record, std::uint64_t rows);
/// Throws Error(bad_data) naming `shard` when a row is of a source that the dataset does not have.
void check_sources(const std::vector<RowId>& ids, const Record& record, const std::filesystem::path& shard);
nlohmann::ordered_json shards_json(const std::vector<ShardRecord>& shards);
std::vector<ShardRecord> read_shards(const nlohmann::ordered_json& list);
nlohmann::ordered_json record_json(const Record& record);
/// Throws Error(bad_data) naming `where` on anything that record_json does not write. Fields have no ranges or allowed values.
Record read_record(const std::string& text, const std::string& where);

/// Pretty JSON with a last line end. Bytes that are not UTF-8, which a path may have, are replaced.
std::string json_text(const nlohmann::ordered_json& document);

/// First 16 hex digits of the SHA-256 over what decides the rows: source checksums and sizes, and the row-changing options.
/// An absent schema counts as absent, so that the version is known before one is learned.
std::string version_of(const ShardRequest& request, const std::vector<SourceFile>& sources);

}  // namespace trainyard::dataset
