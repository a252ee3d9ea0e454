// The features of a config that look back in time, once there is a schema.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "host/config/config.hpp"
#include "host/dataset/dataset.hpp"
#include "host/features/history.hpp"

namespace trainyard::pipeline {

struct Past {
  features::History history;
  std::vector<dataset::Table> tables;      ///< the second ones, for History::apply
  std::vector<dataset::SourceFile> files;  ///< that they were read from
  dataset::Schema schema;                  ///< with the new columns
};

/// Holds the options against a dataset's schema, and reads the tables that are joined. Adds to the config's problems what does not fit;
/// Error(no_input) and Error(bad_data) name the key of the table.
Past read_history(const config::Config& config, const features::HistoryOptions& options, const dataset::Schema& schema);

/// How second tables are read: text files have a header of their own, and are else written as those of `data.source`.
dataset::ReadSettings joined_reading(std::uint64_t memory_bytes, int threads, const source::CsvDialect& csv);

/// What of the section decides a run's outcome: all but the paths of joined files, whose contents count.
nlohmann::ordered_json features_key(const config::Config& config);

}  // namespace trainyard::pipeline
