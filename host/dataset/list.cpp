#include "host/dataset/list.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <tuple>

#include "host/dataset/record.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"
#include "host/storage/folders.hpp"
#include "host/storage/manifest.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

std::int64_t written(const fs::path& file) {
  const auto time = std::chrono::file_clock::to_sys(fs::last_write_time(file));
  return std::chrono::floor<std::chrono::microseconds>(time).time_since_epoch().count();
}

std::uint64_t bytes_below(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator files(folder, error), end; !error && files != end; files.increment(error)) {
    std::error_code ignored;
    const auto size = files->is_regular_file(ignored) ? files->file_size(ignored) : 0;
    if (!ignored) bytes += size;
  }
  return bytes;
}

void read_entry(DatasetEntry& entry) {
  const Record record = read_record(storage::read_verified(entry.folder, record_file), (entry.folder / record_file).string());
  entry.rows = record.rows;
  entry.quarantined = record.quarantined;
  entry.shards = record.shards.size();
  entry.sources = record.sources;
  for (const ShardRecord& shard : record.shards) {
    const auto& known = entry.goes_on_from;
    if (shard.version == record.version || std::find(known.begin(), known.end(), shard.version) != known.end()) continue;
    entry.goes_on_from.push_back(shard.version);
  }
}

}  // namespace

std::vector<DatasetEntry> list_datasets(const fs::path& results) {
  std::vector<std::pair<std::int64_t, DatasetEntry>> found;
  for (const fs::path& dataset : storage::folders_in(results / "datasets")) {
    for (const fs::path& folder : storage::folders_in(dataset)) {
      if (!fs::exists(folder / storage::manifest_name)) continue;
      const std::int64_t time = written(folder / storage::manifest_name);
      DatasetEntry entry;
      entry.folder = folder;
      entry.name = dataset.filename();
      entry.version = folder.filename();
      entry.bytes = bytes_below(folder);
      entry.made = format_timestamp(time - time % 1'000'000);
      try {
        read_entry(entry);
      } catch (const Error&) {
        entry.damaged = true;
      }
      found.emplace_back(time, std::move(entry));
    }
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::tie(b.first, a.second.name, a.second.version) < std::tie(a.first, b.second.name, b.second.version);
  });
  std::vector<DatasetEntry> entries;
  entries.reserve(found.size());
  for (auto& [time, entry] : found) entries.push_back(std::move(entry));
  return entries;
}

}  // namespace trainyard::dataset
