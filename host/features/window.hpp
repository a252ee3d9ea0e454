// One new column from the earlier rows of each row's group.
#pragma once

#include <span>
#include <string>

#include "host/dataset/table.hpp"
#include "host/features/history_options.hpp"
#include "host/features/time_order.hpp"

namespace trainyard::features {

/// `order`: by the window's `by` and `order`. A row sees rows of its group whose time is below its own, and itself with include_current;
/// never another row of the same time. Of equal times among the earlier rows, the row that comes later in the table counts as the later.
///
/// What it sees of those is cut to the last `rows` of them, or to the times from t - `time` on; with include_current `rows` counts the row
/// itself, and t - `time` is outside, as in the rolling() of pandas with closed 'left' and 'right'. Missing values are passed over, but are
/// rows. The result is missing where no value is left (a count: 0), for a standard deviation fewer than two, and in rows without a time or
/// a group.
dataset::Column window_column(const WindowOptions& options, const dataset::Table& table, std::span<const TimedRow> order);

}  // namespace trainyard::features
