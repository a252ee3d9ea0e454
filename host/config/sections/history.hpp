// The features that look back in time: windows and as-of joins.
#pragma once

#include "host/config/option.hpp"

namespace trainyard::config {

Option window_option();
Option join_option();

}  // namespace trainyard::config
