#include "host/features/asof_join.hpp"

#include "host/features/time_order.hpp"

namespace trainyard::features {

std::vector<std::int64_t> asof_rows(const JoinOptions& options, const dataset::Table& left, const dataset::Table& right) {
  GroupNumbers numbers;
  const auto left_groups = numbers.of(left, options.by);
  const auto rows = time_order(left, left_groups, options.on);
  const auto right_groups = numbers.of(right, options.by);
  const auto known = time_order(right, right_groups, options.right_on);
  std::vector<std::int64_t> sources(left.rows(), no_row);
  std::size_t next = 0;  // the first row of the second table that is too late for the row at hand
  for (const TimedRow& row : rows) {
    const auto in_time = [&](const TimedRow& other) {
      if (other.group != row.group) return other.group < row.group;
      return options.strict ? other.time < row.time : other.time <= row.time;
    };
    while (next < known.size() && in_time(known[next])) ++next;
    if (next == 0 || known[next - 1].group != row.group) continue;
    if (options.tolerance && row.time - known[next - 1].time > static_cast<double>(*options.tolerance)) continue;
    sources[row.row] = known[next - 1].row;
  }
  return sources;
}

}  // namespace trainyard::features
