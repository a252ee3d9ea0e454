// What the user wants done about rows that repeat others.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/dataset/schema.hpp"

namespace trainyard::dataset {

/// Which row of equal ones stays.
enum class Keep { first, last };

struct DuplicateOptions {
  enum class Action { keep, drop, fail };

  Action action = Action::keep;
  std::vector<std::string> by;  ///< rows are equal when these columns are; empty: all stored columns
  Keep keep = Keep::first;
};

/// Indices of the columns `by` into stored_fields(schema). Throws Error(bad_data), naming the file `source` and the nearest column, when
/// one is not there or not read.
std::vector<std::size_t> key_columns(const DuplicateOptions& options, const Schema& schema, const std::string& source);

}  // namespace trainyard::dataset
