#include <algorithm>

#include "host/dataset/dataset.hpp"
#include "host/dataset/dataset_writer.hpp"
#include "host/dataset/intake.hpp"
#include "host/dataset/making.hpp"
#include "host/dataset/pending.hpp"
#include "host/dataset/record.hpp"
#include "host/dataset/temporary_folder.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

namespace fs = std::filesystem;

// What an interrupted maker left in the folder, else what a published dataset has. The folder holds no other files afterwards.
std::optional<Progress> progress_to_go_on_from(const ShardRequest& request, const Intake& intake, const fs::path& folder) {
  if (fs::exists(folder / progress_file)) {
    auto left = read_progress(folder, intake.files());
    if (left && left->shard_rows == rows_per_shard(request, stored_fields(left->schema))) return left;
    if (request.warn) {
      request.warn(folder.string() + ": what an interrupted reading left " +
                   (left ? "has shards of another size" : "is damaged, or of sources that had other names") + "; all is read anew");
    }
  }
  empty_folder(folder);
  return progress_of_published(request, intake.sources(), folder);
}

}  // namespace

void check_expectations(const Dataset& dataset, const ShardRequest& request) {
  if (request.expectations.empty()) return;
  const TemporaryFolder scratch;
  const auto results = dataset.check(request.expectations, {request.memory_bytes / 8, scratch.path(), request.now, request.where});
  warn_of_failed(results, request.warn);
  throw_if_failed(results);
}

ShardResult shard(const ShardRequest& request) {
  Intake intake(request);
  intake.fingerprint();
  const std::string version = version_of(request, intake.sources());
  const fs::path parent = request.results / "datasets" / request.name;
  if (fs::exists(parent / version)) {
    ShardResult found{Dataset::open(parent / version), false};
    check_expectations(found.dataset, request);
    return found;
  }
  Pending pending(parent, version);
  if (fs::exists(parent / version)) return {Dataset::open(parent / version), false};  // meanwhile
  try {
    make_dataset_files({.request = request, .intake = intake, .version = version, .folder = pending.folder()},
                       progress_to_go_on_from(request, intake, pending.folder()));
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted) pending.keep();
    throw;
  }
  const bool made = pending.publish(parent / version);
  return {Dataset::open(parent / version), made};
}

}  // namespace trainyard::dataset
