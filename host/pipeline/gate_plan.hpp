// The gates of a config.
#pragma once

#include <string>
#include <vector>

#include "host/config/config.hpp"

namespace trainyard::pipeline {

struct Gate {
  enum class Rule { max, min, better_than_baseline, not_worse_than_production };

  std::string metric;  ///< canonical where it is one of the rows, else as the config has it
  bool of_rows = false;
  Rule rule = Rule::max;
  double limit = 0;   ///< max, min: the bound; else `by` or `tolerance`
  std::string group;  ///< column, for measures of fairness
};

std::vector<Gate> read_gates(const config::Config& config);

}  // namespace trainyard::pipeline
