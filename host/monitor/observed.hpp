// The rows that a model is monitored on.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/dataset/table.hpp"
#include "host/models/predictions.hpp"

namespace trainyard::monitor {

/// Why rows were set aside because of one column, or as a whole.
struct BadRows {
  std::uint64_t rows = 0;
  std::string first;  ///< the first one's reason
};

struct Observed {
  dataset::Table table;                ///< good rows: the columns that the bundle's transform reads, and the target where it is there
  models::Predictions predictions;     ///< of these
  std::uint64_t bad_rows = 0;          ///< set aside: they do not fit the schema, or the model refuses them
  std::map<std::string, BadRows> bad;  ///< by column; "": the row as a whole
};

}  // namespace trainyard::monitor
