#include "host/dataset/progress.hpp"

#include "host/dataset/quality.hpp"
#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::dataset {
namespace {

using nlohmann::ordered_json;

constexpr const char* format = "trainyard-shard-progress-1";

ordered_json row_json(const RowId& row) { return {row.source, row.number}; }
RowId read_row(const ordered_json& document) { return {document.at(0).get<std::uint32_t>(), document.at(1).get<std::uint64_t>()}; }

// A path may have bytes that JSON cannot hold; they are replaced, as in quality.json.
ordered_json in_unicode(const ordered_json& document) {
  return ordered_json::parse(document.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

// In the place of the files' names, two of which may be the same.
std::vector<std::string> indices(const std::vector<std::string>& files) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < files.size(); ++i) texts.push_back(std::to_string(i));
  return texts;
}

}  // namespace

ordered_json seen_json(const Seen& seen) {
  ordered_json counts = ordered_json::array();
  for (const KindCounts& column : seen.counts) counts.push_back(column.to_json());
  return {{"next", row_json(seen.next)}, {"rows", seen.rows}, {"whole", seen.whole}, {"counts", counts}};
}

Seen read_seen(const ordered_json& document) {
  Seen seen{read_row(document.at("next")), document.at("rows").get<std::uint64_t>(), document.at("whole").get<std::uint64_t>(), {}};
  for (const ordered_json& column : document.at("counts")) seen.counts.push_back(KindCounts::from_json(column));
  return seen;
}

void write_progress(const std::filesystem::path& folder, const Progress& progress, const std::vector<std::string>& files) {
  storage::write_file(folder / progress_file, storage::seal(in_unicode({{"format", format},
                                                                        {"files", files},
                                                                        {"schema", progress.schema.to_json()},
                                                                        {"shard_rows", progress.shard_rows},
                                                                        {"done", row_json(progress.done)},
                                                                        {"seen", seen_json(progress.seen)},
                                                                        {"shards", shards_json(progress.shards)},
                                                                        {"bad", progress.bad},
                                                                        {"first_bad", bad_rows_json(progress.first_bad, indices(files))},
                                                                        {"quarantine_bytes", progress.quarantine_bytes}})));
}

std::optional<Progress> read_progress(const std::filesystem::path& folder, const std::vector<std::string>& files) {
  const auto path = folder / progress_file;
  try {
    const ordered_json document = storage::unseal(storage::read_file(path), path);
    if (document.at("format") != format || document.at("files") != in_unicode(files)) return std::nullopt;
    return Progress{.schema = Schema::from_json(document.at("schema"), path.string()),
                    .shard_rows = document.at("shard_rows").get<std::uint64_t>(),
                    .done = read_row(document.at("done")),
                    .seen = read_seen(document.at("seen")),
                    .shards = read_shards(document.at("shards")),
                    .bad = document.at("bad").get<std::uint64_t>(),
                    .first_bad = bad_rows_from(document.at("first_bad"), indices(files)),
                    .quarantine_bytes = document.at("quarantine_bytes").get<std::uint64_t>()};
  } catch (const Error&) {
    return std::nullopt;  // damaged: what it tells of is made again
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace trainyard::dataset
