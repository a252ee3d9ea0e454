// `search.constraints`.
#pragma once

#include "host/config/option.hpp"

namespace trainyard::config {

Option constraints();

}  // namespace trainyard::config
