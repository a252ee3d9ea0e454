// What makes an evaluation doubtful.
#pragma once

#include <string>

namespace trainyard::evaluate {

struct Warning {
  std::string kind;  ///< "target_leak", "overfitting", …
  std::string text;  ///< what was found, on how many rows, and what to do
};

}  // namespace trainyard::evaluate
