// In what two published runs differ.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/results/results.hpp"

namespace trainyard::results {

struct Difference {
  std::string file;             ///< params.json, metrics.json, data.json, system.json, run.json
  std::string key;              ///< the way to the value, with dots between
  nlohmann::ordered_json a, b;  ///< null where it is not there
};

struct RunDiff {
  /// Of what the runs say of themselves, in the order of the files above; names, keys and times of the runs are left out.
  std::vector<Difference> differences;
  /// Files of both manifests by their bytes: the same, different, in one alone.
  std::vector<std::string> same, different, only_a, only_b;
};

/// Throws Error(no_input) when one of them is not finished.
RunDiff diff(const RunEntry& a, const RunEntry& b);

}  // namespace trainyard::results
