// The rows that monitor looks at, with what the model says of them and what became of them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/bundle/bundle.hpp"
#include "host/monitor/labels.hpp"
#include "host/monitor/observed.hpp"

namespace trainyard::pipeline {

struct MonitoredRows {
  monitor::Observed observed;
  std::vector<std::string> keys;  ///< one per good row, where a key was asked for
  std::vector<double> actual;     ///< one per good row where a file has the target: its value, or the class number; NaN: not known
  bool has_target = false;
};

struct MonitoredRequest {
  std::vector<std::filesystem::path> inputs;  ///< files, or folders of datasets
  std::string key;                            ///< column that labels find rows by; empty: none
  std::uint64_t memory_bytes = 4ULL << 30;    ///< for the blocks on their way; the rows are in memory as a whole
  Exec exec;
};

/// Reads the columns that the model needs, block by block, and predicts. Bad rows are counted. Throws as open_rows() does.
MonitoredRows read_monitored_rows(const bundle::Bundle& bundle, const MonitoredRequest& request);

/// A file's labels: the key and the target, in the types of the rows. Throws Error(bad_data) naming a column that it lacks, a value that is
/// no target, or a class that the model does not have.
monitor::Labels read_labels(const bundle::Bundle& bundle, const std::filesystem::path& file, const std::string& key,
                            const MonitoredRequest& request);

}  // namespace trainyard::pipeline
