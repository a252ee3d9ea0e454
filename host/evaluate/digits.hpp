// Numbers as people read them.
#pragma once

#include <string>

namespace trainyard::evaluate {

/// With six significant digits at most, in the shortest form: "0.125", "1e+10".
std::string six_digits(double value);

}  // namespace trainyard::evaluate
