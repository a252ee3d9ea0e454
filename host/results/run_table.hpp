// The runs of a results directory as rows of named fields, which are filtered, sorted and picked by name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/results/results.hpp"

namespace trainyard::results {

struct RunRow {
  std::filesystem::path folder;
  std::int64_t order = 0;  ///< see Results::start
  /// Flat: run, experiment, status, verb, created, finished, user, seed, description, parent, commit, dataset, rows, metric; tags.<tag>;
  /// params.type and params.<parameter> of the model; metrics.<train|cv|test|baseline>.<metric>. What a run has not is left out.
  nlohmann::ordered_json fields;
};

struct RunTable {
  std::vector<RunRow> rows;   ///< newest first
  std::string index_problem;  ///< why the index could not be written; the rows are right all the same
};

/// All runs, published and pending; of one experiment, or of all when empty. What was read of a published run is kept in .index/runs, and
/// is read again only when its manifest is another file. Error(no_input) for an experiment that is not there.
RunTable run_table(const Results& results, const std::string& experiment = "");

}  // namespace trainyard::results
