// Shares as people read them.
#pragma once

#include <string>

namespace trainyard::evaluate {

/// 0.125 as "12.5 %", with so many decimals at most. The rest is cut off, so that "100 %" is all, but for rounding.
std::string percent_text(double share, int decimals = 2);

}  // namespace trainyard::evaluate
