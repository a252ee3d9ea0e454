// The grid that a search space spans.
#pragma once

#include <nlohmann/json.hpp>

#include "host/config/option.hpp"

namespace trainyard::config {

/// The most trials that a study may have.
inline constexpr std::uint64_t most_trials = 1'000'000;

/// How many of low, low + step, low + 2 step, … are at most `high`; a step may miss `high` by a rounding error. Precondition: step > 0.
double range_points(double low, double high, double step);

/// Under `sampler: grid`, reports ranges that are no grid, one with more than most_trials combinations, and fewer `search.trials` than
/// there are combinations. `document` lacks what was wrong.
void grid_is_sound(const nlohmann::ordered_json& document, const Report& report);

}  // namespace trainyard::config
