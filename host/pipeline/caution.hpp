// Choices that make a result doubtful.
#pragma once

#include <string>

#include "host/config/config.hpp"

namespace trainyard::pipeline {

/// Warns of a choice that makes the result doubtful, at the place of the config key that was chosen. Under `strict` it is a mistake of
/// the config: kept with the others until config.check() throws all of them.
void caution(const config::Config& config, const std::string& key, const std::string& message);

}  // namespace trainyard::pipeline
