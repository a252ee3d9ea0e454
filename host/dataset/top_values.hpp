// The most frequent values of a column.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/dataset/profile.hpp"

namespace trainyard::dataset {

inline constexpr std::size_t most_top_values = 10;

/// `counts` of different values, whose texts `text` tells by place; a count of 0 is no value. The most frequent first, of equals the first
/// by bytes.
std::vector<ColumnProfile::TopValue> top_values(const std::vector<std::uint64_t>& counts,
                                                const std::function<std::string(std::size_t)>& text);

/// A number, boolean (0 or 1) or time as a top value is written: as JSON writes it, times as ISO 8601, dates without a time of day.
std::string top_value_text(ColumnType type, double value);

}  // namespace trainyard::dataset
