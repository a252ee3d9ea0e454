// The day that a night is named by, in UTC: no clock change, zone or leap day makes two of one.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace trainyard::nightly {

using Date = std::chrono::sys_days;

/// Of "2026-11-23" and nothing else; none for a day that there is not.
std::optional<Date> parse_date(std::string_view text);
std::string date_text(Date date);
/// By the clock.
Date today();

}  // namespace trainyard::nightly
