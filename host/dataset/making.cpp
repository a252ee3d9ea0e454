#include "host/dataset/making.hpp"

#include <map>
#include <set>

#include "host/dataset/code_compaction.hpp"
#include "host/dataset/dataset_writer.hpp"
#include "host/dataset/record.hpp"
#include "host/dataset/shard_file.hpp"
#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/manifest.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

constexpr const char* shards_folder = "shards";
constexpr const char* kept_folder = "without-duplicates";

/// What an earlier maker left cannot be gone on with.
struct Stale {};

// Removes what a killed maker left besides the files that its progress tells of.
void keep_only(const Progress& progress, const fs::path& folder) {
  std::set<fs::path> kept{progress_file, quarantine_file, shards_folder};
  for (const ShardRecord& shard : progress.shards) kept.insert(shard.file);
  for (const fs::path& within : {folder, folder / shards_folder}) {
    std::vector<fs::path> others;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(within, absent)) {
      if (!kept.contains(entry.path().lexically_relative(folder))) others.push_back(entry.path());
    }
    for (const fs::path& other : others) fs::remove_all(other);
  }
}

/// One making, step by step.
class Maker {
 public:
  explicit Maker(const Making& making) : making_(making) {}

  MadeFiles make(const std::optional<Progress>& earlier) {
    Intake::Result read = read_sources(earlier);
    demand([&] { making_.intake.check_bad_rows(); });
    if (making_.problems == nullptr) making_.intake.warn_of_bad_rows();
    auto& writer = dynamic_cast<DatasetWriter&>(*read.sink);
    writer.finish(read.dictionaries);
    Record record{.version = making_.version,
                  .quarantined = making_.intake.quality().bad_rows(),
                  .sources = making_.intake.sources(),
                  .shards = writer.shards(),
                  .fields = stored_fields(read.schema),
                  .seen = seen_json(read.seen),
                  .dictionaries = std::move(read.dictionaries)};
    demand([&] { settle_duplicates(writer.duplicates(), record); });
    record.rows = making_.intake.quality().rows();
    finish_profile(record);
    demand([&] { throw_if_failed(making_.intake.quality().results()); });
    read.sink.reset();
    write(read.schema, record);
    return {std::move(read.schema), std::move(read.seen)};
  }

 private:
  // What makes the rows unfit is an error, or one more problem to tell of.
  void demand(const std::function<void()>& fitness) const {
    try {
      fitness();
    } catch (const Error& error) {
      if (making_.problems == nullptr || error.code() != ExitCode::bad_data) throw;
      making_.problems->emplace_back(error.what());
    }
  }

  Intake::Result read_sources(const std::optional<Progress>& earlier) {
    const auto make = [&](const Schema& schema, bool goes_on) -> std::unique_ptr<RowSink> {
      if (!goes_on) empty_folder(making_.folder);
      if (goes_on) keep_only(*earlier, making_.folder);
      try {
        return std::make_unique<DatasetWriter>(
            DatasetWriter::Place{making_.request, making_.version, making_.folder, making_.intake.files()}, schema,
            making_.intake.quality(), goes_on ? &*earlier : nullptr);
      } catch (const Error& error) {
        if (goes_on && error.code() == ExitCode::bad_data) throw Stale{};
        throw;
      }
    };
    const bool fail_on_bad = making_.problems == nullptr && !making_.request.quarantine;
    if (earlier) {
      try {
        const Intake::Earlier before{earlier->schema, earlier->seen, earlier->done, earlier_dictionaries(*earlier)};
        return making_.intake.read(make, fail_on_bad, making_.folder, &before);
      } catch (const Stale&) {
        // Not a warning about the data, which quality.json keeps.
        if (making_.request.warn) making_.request.warn("the shards to go on from are damaged; all is read anew");
      }
    }
    return making_.intake.read(make, fail_on_bad, making_.folder);
  }

  [[nodiscard]] Dictionaries earlier_dictionaries(const Progress& earlier) const {
    const auto fields = stored_fields(earlier.schema);
    if (earlier.shards.empty()) return Dictionaries(fields.size());
    try {
      return read_dictionaries(making_.folder / earlier.shards.back().file, fields);
    } catch (const Error&) {
      throw Stale{};
    }
  }

  void settle_duplicates(const DuplicateFinder::Found& found, Record& record) {
    if (!found.first) return;
    if (making_.request.duplicates.action == DuplicateOptions::Action::fail) {
      throw Error(ExitCode::bad_data, place_of(found.first->second, record) + " repeats " + place_of(found.first->first, record) + " (" +
                                          std::to_string(found.duplicates) +
                                          " rows repeat others); remove them, or set data.duplicates: drop");
    }
    drop(found, record);
    making_.intake.warn(std::to_string(found.duplicates) + " rows repeat others and are dropped; the first: " + first_dropped_);
  }

  // Writes the shards anew without the rows that are to go, and counts the quality of the others. Until all are written, an interrupted
  // reading can be gone on with.
  void drop(const DuplicateFinder::Found& found, Record& record) {
    first_dropped_ = place_of(found.first->second, record);
    const fs::path kept_rows = making_.folder / kept_folder;
    Quality& quality = making_.intake.quality();
    quality.begin_anew(found.duplicates);
    CodeCompaction compaction(record.fields);
    const auto text_of = [&](std::size_t field, std::size_t code) -> const std::string& {
      return record.dictionaries[field][static_cast<std::size_t>(compaction.kept()[field][code])];
    };
    ShardWriter shards(kept_rows, making_.version, record.fields,
                       {.shard_rows = rows_per_shard(making_.request, record.fields),
                        .packing = making_.request.packing,
                        .threads = making_.request.threads});
    // Texts by the new code, as far as codes have been given.
    std::vector<std::deque<std::string>> texts(record.fields.size());
    const auto known_texts = [&](std::size_t field) -> const std::deque<std::string>& {
      while (texts[field].size() < compaction.kept()[field].size()) texts[field].push_back(text_of(field, texts[field].size()));
      return texts[field];
    };
    std::uint64_t position = 0;
    for_each_shard(making_.folder, record, [&](Batch& rows) {
      const std::uint64_t count = rows.rows();
      drop_rows(rows, position, found.drop);
      position += count;
      compaction.add(rows);
      quality.add(rows, known_texts);
      shards.add(rows, text_of, [](const RowId&) { return ShardWriter::Written(); });
    });
    shards.finish(text_of);
    record.shards = shards.shards();
    Dictionaries kept;
    for (std::size_t field = 0; field < texts.size(); ++field) kept.emplace_back(known_texts(field).begin(), known_texts(field).end());
    record.dictionaries = std::move(kept);
    fs::remove(making_.folder / progress_file);
    fs::remove_all(making_.folder / shards_folder);
    fs::rename(kept_rows / shards_folder, making_.folder / shards_folder);
    fs::remove(kept_rows);
  }

  static void for_each_shard(const fs::path& folder, const Record& record, const std::function<void(Batch&)>& action) {
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < record.shards.size(); ++i) {
      const ShardRecord& shard = record.shards[i];
      Batch rows = read_shard(folder / shard.file, {shard.version, i, first, shard.rows}, record.fields, record.dictionaries);
      first += shard.rows;
      action(rows);
    }
  }

  // "file:line: data row n" of the row at a position among all good ones.
  [[nodiscard]] std::string place_of(std::uint64_t position, const Record& record) const {
    std::uint64_t first = 0;
    RowId id;
    for (std::size_t i = 0; i < record.shards.size(); ++i) {
      const ShardRecord& shard = record.shards[i];
      if (position < first + shard.rows) {
        id = read_shard(making_.folder / shard.file, {shard.version, i, first, shard.rows}, record.fields, record.dictionaries)
                 .ids[position - first];
        break;
      }
      first += shard.rows;
    }
    return making_.intake.place_of(id);
  }

  void finish_profile(const Record& record) {
    std::vector<std::deque<std::string>> texts;
    for (const auto& dictionary : record.dictionaries) texts.emplace_back(dictionary.begin(), dictionary.end());
    const auto again = [&](std::size_t field, const std::function<void(const Values&)>& sink) {
      std::uint64_t first = 0;
      for (std::size_t i = 0; i < record.shards.size(); ++i) {
        const ShardRecord& shard = record.shards[i];
        sink(read_shard_column(making_.folder / shard.file, {shard.version, i, first, shard.rows}, record.fields[field],
                               record.dictionaries[field]));
        first += shard.rows;
      }
    };
    making_.intake.finish_quality([&](std::size_t field) -> const std::deque<std::string>& { return texts[field]; }, again);
  }

  void write(const Schema& schema, const Record& record) const {
    const Quality& quality = making_.intake.quality();
    storage::write_file(making_.folder / schema_file, schema.to_yaml());
    storage::write_file(making_.folder / profile_file, json_text(quality.profile().to_json()));
    storage::write_file(making_.folder / quality_file, json_text(quality.report(making_.intake.files())));
    storage::write_file(making_.folder / record_file, json_text(record_json(record)));
    std::map<std::string, std::string> known;
    for (const ShardRecord& shard : record.shards) {
      if (!shard.sha256.empty()) known[shard.file] = shard.sha256;
    }
    storage::write_manifest(making_.folder, "dataset", progress_file, known);
  }

  const Making& making_;
  std::string first_dropped_;
};

// What the dataset in `base` knows, its files linked into `folder`; nothing when more was done to it than adding rows to its end can go on
// with: rows dropped as duplicates are not counted again, and files that had other names stand in its messages.
std::optional<Progress> linked(const fs::path& base, const std::vector<SourceFile>& sources, const fs::path& folder) {
  const Record record = read_record(storage::read_verified(base, record_file), (base / record_file).string());
  const auto quality = nlohmann::ordered_json::parse(storage::read_verified(base, quality_file));
  std::vector<std::string> files;
  for (const SourceFile& source : record.sources) files.push_back(source.path);
  const bool same_names = std::equal(sources.begin(), sources.end(), files.begin(), files.end(),
                                     [](const SourceFile& source, const std::string& name) { return source.path == name; });
  if (!same_names || quality.contains("duplicates")) return std::nullopt;
  storage::make_folder(folder / shards_folder);
  for (const ShardRecord& shard : record.shards) storage::link_or_copy(base / shard.file, folder / shard.file);
  const std::string quarantined = storage::read_verified(base, quarantine_file);
  storage::write_file(folder / quarantine_file, quarantined);
  Seen seen = read_seen(record.seen);
  seen.next = {static_cast<std::uint32_t>(sources.size()), 0};
  return Progress{.schema = Dataset::open(base).schema(),
                  .shard_rows = 0,
                  .done = {static_cast<std::uint32_t>(sources.size() - 1), std::numeric_limits<std::uint64_t>::max()},
                  .seen = std::move(seen),
                  .shards = record.shards,
                  .bad = record.quarantined,
                  .first_bad = bad_rows_from(quality.at("bad_rows"), files),
                  .quarantine_bytes = quarantined.size()};
}

}  // namespace

void empty_folder(const fs::path& folder) {
  storage::make_folder(folder);
  for (const auto& entry : fs::directory_iterator(folder)) fs::remove_all(entry.path());
}

MadeFiles make_dataset_files(const Making& making, const std::optional<Progress>& earlier) { return Maker(making).make(earlier); }

std::optional<Progress> progress_of_published(const ShardRequest& request, const std::vector<SourceFile>& sources, const fs::path& folder) {
  const fs::path parent = request.results / "datasets" / request.name;
  for (std::size_t count = sources.size() - 1; count > 0; --count) {
    const std::vector<SourceFile> first(sources.begin(), sources.begin() + static_cast<std::ptrdiff_t>(count));
    const fs::path base = parent / version_of(request, first);
    if (!fs::exists(base)) continue;
    try {
      if (auto progress = linked(base, first, folder)) return progress;
    } catch (const Error&) {
      // a damaged dataset is nothing to go on from
    } catch (const nlohmann::json::exception&) {
    }
    empty_folder(folder);
  }
  return std::nullopt;
}

}  // namespace trainyard::dataset
