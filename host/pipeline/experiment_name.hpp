// Names of experiments that say nothing.
#pragma once

#include <string_view>

#include "host/config/config.hpp"

namespace trainyard::pipeline {

/// Whether a name is made of nothing but words that fit any experiment ("test", "my_experiment", "new_run"), single letters and numbers.
/// Words are parted by `_`, `-`, `.`, digits and capitals.
bool says_nothing(std::string_view name);

/// Cautions when the config's experiment has such a name.
void check_experiment_name(const config::Config& config);

}  // namespace trainyard::pipeline
