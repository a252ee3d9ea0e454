// All of a dataset's files in a folder: what shard() publishes and inspect() throws away.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "host/dataset/intake.hpp"
#include "host/dataset/progress.hpp"

namespace trainyard::dataset {

struct Making {
  const ShardRequest& request;
  Intake& intake;
  std::string version;
  std::filesystem::path folder;
  bool strict = true;  ///< too many bad rows are an error; false: they are only told of
};

struct MadeFiles {
  Schema schema;
  Seen seen;  ///< of all sources
};

/// Reads the sources into the folder, going on with what is there, or with `earlier`. `intake` knows the quality.
MadeFiles make_dataset_files(const Making& making, std::optional<Progress> earlier);

/// What a published dataset knows that holds the first of the request's sources and was made with the same options, its files linked into
/// `folder`; nothing when there is none.
std::optional<Progress> progress_of_published(const ShardRequest& request, const std::vector<SourceFile>& sources,
                                              const std::filesystem::path& folder);

}  // namespace trainyard::dataset
