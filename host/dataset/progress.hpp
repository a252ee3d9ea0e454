// How far the making of a dataset has got: progress.json in its pending folder, rewritten after every shard.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/pass.hpp"
#include "host/dataset/record.hpp"

namespace trainyard::dataset {

/// Everything up to row `done` is in the shards or in the quarantine.
struct Progress {
  Schema schema;  ///< the one that rows were converted under
  std::uint64_t shard_rows = 0;
  RowId done;
  Seen seen;  ///< before the block that `done` is in
  std::vector<ShardRecord> shards;
  std::uint64_t bad = 0;
  std::vector<BadRow> first_bad;  ///< the first of them
  std::uint64_t quarantine_bytes = 0;
};

inline constexpr const char* progress_file = "progress.json";

/// Writes it, durably. `files`: names of the sources.
void write_progress(const std::filesystem::path& folder, const Progress& progress, const std::vector<std::string>& files);
/// Nothing when there is none, or none that can be gone on with: damaged, or of sources that have other names now, which stand in messages.
std::optional<Progress> read_progress(const std::filesystem::path& folder, const std::vector<std::string>& files);

nlohmann::ordered_json seen_json(const Seen& seen);
Seen read_seen(const nlohmann::ordered_json& document);

}  // namespace trainyard::dataset
