#include "host/search/time_spent.hpp"

#include <algorithm>
#include <limits>

namespace trainyard::search {

std::int64_t time_spent(std::vector<Interval> intervals) {
  std::ranges::sort(intervals);
  std::int64_t sum = 0, covered = std::numeric_limits<std::int64_t>::min();
  for (const auto& [start, end] : intervals) {
    const std::int64_t from = std::max(start, covered);
    if (end <= from) continue;
    sum += end - from;
    covered = end;
  }
  return sum;
}

bool time_is_up(const std::optional<double>& timeout, std::vector<Interval> intervals) {
  return timeout && static_cast<double>(time_spent(std::move(intervals))) > 1000 * *timeout;
}

}  // namespace trainyard::search
