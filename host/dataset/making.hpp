// All of a dataset's files in a folder: what shard() publishes and inspect() throws away.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/dataset/intake.hpp"
#include "host/dataset/progress.hpp"

namespace trainyard::dataset {

struct Making {
  const ShardRequest& request;
  Intake& intake;
  std::string version;
  std::filesystem::path folder;
  std::vector<std::string>* problems = nullptr;  ///< hears why the rows are unfit; nullptr: the first reason is an error
};

/// Removes all that is in a folder, which is made when absent.
void empty_folder(const std::filesystem::path& folder);

struct MadeFiles {
  Schema schema;
  Seen seen;  ///< of all sources
};

/// Reads the sources into the folder, going on with what `earlier` tells of, which is there. `intake` knows the quality. The progress file
/// stays, though it is not in the manifest: whoever publishes the folder removes it.
MadeFiles make_dataset_files(const Making& making, const std::optional<Progress>& earlier);

/// What a published dataset knows that holds the first of the request's sources and was made with the same options, its files linked into
/// `folder`, which is empty; nothing when there is none, and then the folder is empty again.
std::optional<Progress> progress_of_published(const ShardRequest& request, const std::vector<SourceFile>& sources,
                                              const std::filesystem::path& folder);

}  // namespace trainyard::dataset
