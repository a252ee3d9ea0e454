// Whether windows and joins fit the columns that there are.
#pragma once

#include <optional>
#include <string>

#include "host/dataset/schema.hpp"
#include "host/features/history_options.hpp"
#include "host/features/plan.hpp"

namespace trainyard::features {

/// The field of the column that a window adds to a table of this schema; none when something was reported under `key`.
std::optional<dataset::Field> check_window(const WindowOptions& window, const dataset::Schema& schema, const std::string& key,
                                           const Report& report);
/// Whether the join's `by` and `on` fit the schema of the table.
bool check_join(const JoinOptions& join, const dataset::Schema& schema, const std::string& key, const Report& report);
/// Whether the second table's columns fit too, by its own schema.
bool check_joined(const JoinOptions& join, const dataset::Schema& schema, const dataset::Schema& second, const std::string& key,
                  const Report& report);

}  // namespace trainyard::features
