// The time that a study has taken, by the times of its trials.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace trainyard::search {

/// From start to end, milliseconds since 1970.
using Interval = std::pair<std::int64_t, std::int64_t>;

/// Milliseconds since 1970.
inline std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// Milliseconds that are in at least one of the intervals: what is done side by side counts once, pauses do not. One that ends before it
/// starts, as a clock that was set back makes them, counts nothing.
std::int64_t time_spent(std::vector<Interval> intervals);

/// Whether that is more than `timeout`, in seconds; never without one.
bool time_is_up(const std::optional<double>& timeout, std::vector<Interval> intervals);

}  // namespace trainyard::search
