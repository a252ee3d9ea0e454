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

}  // namespace trainyard::search
