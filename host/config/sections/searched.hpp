// What the names of a search space stand for: parameters of the model, or keys of the config.
#pragma once

#include <nlohmann/json.hpp>

#include "host/config/option.hpp"

namespace trainyard::config {

/// Reports names of `search.space` that no family which a trial may have knows as a parameter, keys that cannot be searched, and values
/// that parameter or key do not take. How values go together is decided by the trial that brings them together.
void parameters_are_known(const nlohmann::ordered_json& document, const Report& report);

}  // namespace trainyard::config
