// The dataset stage: raw files to a published dataset (made, or found unchanged), then the table, its target and its split.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "host/dataset/dataset.hpp"
#include "host/dataset/split.hpp"
#include "host/evaluate/warning.hpp"
#include "host/features/history.hpp"
#include "host/features/transform.hpp"
#include "host/pipeline/goal.hpp"
#include "host/pipeline/pipeline.hpp"
#include "host/pipeline/plan.hpp"

namespace trainyard::pipeline {

struct Data {
  dataset::Dataset dataset;
  bool made = false;  ///< false: found unchanged
  features::History history;
  std::vector<dataset::SourceFile> joined;  ///< second tables, as they were read
  dataset::Schema schema;                   ///< of the table: the dataset's columns, then those of the history
  dataset::Table table;
  Goal goal;
  dataset::Split split;
  std::vector<evaluate::Warning> warnings;  ///< of data_warnings(); load_data() alone looks
  std::uint64_t shared_rows = 0;            ///< training rows that equal a test row in every feature and the target
};

/// Makes or finds the dataset and checks what the config says about columns against it. Throws Error(bad_config) on unknown columns,
/// Error(bad_data) on a target that cannot be trained on.
Data load_data(const Plan& plan, const Settings& settings);
/// The same without the features: of the table, only the columns have values that the target, the weights and the split are made of. The
/// others are read block by block, to compare the rows of the split. With a history, which needs columns as a whole, all are there.
Data load_keys(const Plan& plan, const Settings& settings);
/// The rows to make features of: the table in memory where there is a history, else the shards. Refers to `data`.
std::unique_ptr<features::RowSource> feature_rows(const Plan& plan, const Data& data);

/// What transforms are fitted on: the training rows with their target. Refers to both.
features::Training training_rows(const Data& data, const features::RowSource& source);

/// {path, version, rows, quarantined, shards, made} for summaries.
nlohmann::ordered_json dataset_summary(const dataset::Dataset& dataset, bool made);
/// data.json: sources with checksums and dates, dataset version, target, weight, split sizes, feature names in order; `joined`, as
/// `sources`, where there are second tables.
nlohmann::ordered_json data_record(const Plan& plan, const Data& data, const std::vector<std::string>& features);

/// Runs `shard` with a progress line.
dataset::ShardResult make_dataset(const config::Config& config);

}  // namespace trainyard::pipeline
