// Which parameters of a search space exist in a trial, and which values they may have; over `search.space` as a checked document has it.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/config/option.hpp"

namespace trainyard::config {

/// How many trials `search.start_from` takes where it says no more than of which run.
inline constexpr std::uint64_t usual_start_trials = 5;

/// The number of a value among those of a dimension with points: choices, whole numbers, steps. None when it is not one of them.
std::optional<std::uint64_t> point_of(const nlohmann::ordered_json& dimension, const nlohmann::ordered_json& value);

/// Why the dimension cannot take the value, as "is 12: must be between 3 and 10"; empty when it can.
std::string why_not(const nlohmann::ordered_json& dimension, const nlohmann::ordered_json& value);

/// The values that `when` asks of a parameter, one or a list of them.
std::vector<nlohmann::ordered_json> asked_values(const nlohmann::ordered_json& asked);

/// Names in the order written, but those with conditions after the ones that they name. Names on a cycle, or after one, are left out.
std::vector<std::string> in_order(const nlohmann::ordered_json& space);

/// Reports conditions that name no parameter of the space, one whose values cannot be told apart, values that it never has, and cycles.
/// False when there was any.
bool conditions_are_sound(const nlohmann::ordered_json& space, const Report& report);

/// Reports starting points that the space does not hold, or that the sampler cannot use. Precondition: the conditions are sound.
void start_is_sound(const nlohmann::ordered_json& search, const Report& report);

}  // namespace trainyard::config
