// What of a config may change while a run is interrupted.
#pragma once

#include "host/config/config.hpp"

namespace trainyard::pipeline {

/// Throws Error(bad_config) with every key that differs, but for those that config::may_change(): with the values of then and now, and
/// what to do about it. `run`: its name, for the message.
void check_config_kept(const config::Config& before, const config::Config& after, const std::string& run);

}  // namespace trainyard::pipeline
