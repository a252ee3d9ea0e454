#include "host/dataset/dataset_writer.hpp"

#include <algorithm>

#include "host/dataset/shard_file.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

std::unique_ptr<DuplicateFinder> finder_for(const DatasetWriter::Place& place, const Schema& schema, const std::vector<Field>& fields) {
  const DuplicateOptions& options = place.request.duplicates;
  if (options.action == DuplicateOptions::Action::keep) return nullptr;
  return std::make_unique<DuplicateFinder>(fields, key_columns(options, schema, place.files.front()), place.request.memory_bytes / 4,
                                           place.folder / "scratch");
}

// Of the quarantine, which must be there.
std::uint64_t checked_bytes(const DatasetWriter::Place& place, const Progress& earlier) {
  const auto path = place.folder / quarantine_file;
  std::error_code absent;
  const std::uint64_t bytes = std::filesystem::file_size(path, absent);
  if (absent || bytes < earlier.quarantine_bytes) throw Error(ExitCode::bad_data, path.string() + ": cut short");
  return earlier.quarantine_bytes;
}

}  // namespace

std::uint64_t rows_per_shard(const ShardRequest& request, const std::vector<Field>& fields) {
  std::uint64_t row_bytes = sizeof(RowId);
  for (const Field& field : fields) row_bytes += bytes_per_value(field.type);
  const std::uint64_t most_bytes = std::min(request.shard_bytes, request.memory_bytes / 8);
  return std::clamp<std::uint64_t>(request.shard_rows, 1, std::max<std::uint64_t>(most_bytes / row_bytes, 1024));
}

DatasetWriter::DatasetWriter(Place place, const Schema& schema, Quality& quality, const Progress* earlier)
    : place_(std::move(place)),
      schema_(schema),
      fields_(stored_fields(schema)),
      shard_rows_(rows_per_shard(place_.request, fields_)),
      shards_(place_.folder, place_.version, fields_,
              {.shard_rows = shard_rows_, .packing = place_.request.packing, .threads = place_.request.threads}),
      quarantine_(place_.folder / quarantine_file, place_.files, earlier != nullptr ? checked_bytes(place_, *earlier) : 0),
      finder_(finder_for(place_, schema, fields_)) {
  if (earlier != nullptr) restore(*earlier, quality);
}

void DatasetWriter::restore(const Progress& earlier, Quality& quality) {
  bad_ = earlier.bad;
  first_bad_ = earlier.first_bad;
  quality.restore(bad_, first_bad_);
  std::vector<std::deque<std::string>> texts;
  const auto known_texts = [&](std::size_t field) -> const std::deque<std::string>& { return texts[field]; };
  shards_.restore(earlier.shards, [&](const Batch& rows, const std::vector<std::vector<std::string>>& dictionaries) {
    for (std::size_t i = texts.size(); i < dictionaries.size(); ++i) texts.emplace_back(dictionaries[i].begin(), dictionaries[i].end());
    quality.add(rows, known_texts);
    if (finder_) finder_->add(rows);
  });
}

void DatasetWriter::add(const Gatherer& gatherer, const Batch& good, const std::vector<BadRow>& bad, const Seen& before) {
  auto next_bad = bad.begin();
  shards_.add(
      good, [&](std::size_t field, std::size_t code) -> const std::string& { return gatherer.texts(field)[code]; },
      [&](const RowId& last) {
        for (; next_bad != bad.end() && next_bad->number < last.number; ++next_bad) add_bad(*next_bad);
        return noting(last, before);
      });
  for (; next_bad != bad.end(); ++next_bad) add_bad(*next_bad);
  if (finder_) finder_->add(good);
}

void DatasetWriter::add_bad(const BadRow& row) {
  quarantine_.add(row);
  ++bad_;
  if (first_bad_.size() < Quality::most_bad_rows) first_bad_.push_back(row);
}

// All that is to be noted is as of the row `done`: when the shard is on disk, more rows will have been read.
ShardWriter::Written DatasetWriter::noting(const RowId& done, const Seen& before) {
  Progress progress{.schema = schema_,
                    .shard_rows = shard_rows_,
                    .done = done,
                    .seen = before,
                    .shards = {},
                    .bad = bad_,
                    .first_bad = first_bad_,
                    .quarantine_bytes = quarantine_.sync()};
  return [&place = place_, progress = std::move(progress)](const std::vector<ShardRecord>& shards) mutable {
    progress.shards = shards;
    write_progress(place.folder, progress, place.files);
  };
}

void DatasetWriter::finish(const std::vector<std::vector<std::string>>& dictionaries) {
  shards_.finish([&](std::size_t field, std::size_t code) -> const std::string& { return dictionaries[field][code]; });
  quarantine_.sync();
}

DuplicateFinder::Found DatasetWriter::duplicates() {
  if (!finder_) return {};
  auto found = finder_->finish(place_.request.duplicates.keep);
  finder_.reset();
  return found;
}

}  // namespace trainyard::dataset
