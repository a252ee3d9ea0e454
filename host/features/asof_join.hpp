// For each row of a table, the last row of a second one that is no later.
#pragma once

#include <cstdint>
#include <vector>

#include "host/dataset/table.hpp"
#include "host/features/history_options.hpp"

namespace trainyard::features {

/// Rows of `right` with the same values of `by` and the greatest time that is not above the row's (below it when `strict`) and not more
/// than the tolerance back; of equal times there, the row that comes last. no_row where there is none, or a key or time is missing.
std::vector<std::int64_t> asof_rows(const JoinOptions& options, const dataset::Table& left, const dataset::Table& right);

}  // namespace trainyard::features
