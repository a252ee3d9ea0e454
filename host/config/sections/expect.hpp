// `data.expect`: what the table must be like to be used.
#pragma once

#include "host/config/option.hpp"

namespace trainyard::config {

Option expect_option();
/// `data.now`.
Option now_option();

}  // namespace trainyard::config
