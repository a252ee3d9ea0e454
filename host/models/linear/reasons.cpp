#include "host/models/linear/reasons.hpp"

#include <algorithm>

#include "host/error/error.hpp"

namespace trainyard::models::linear {

std::string reason_for(const Reasons& reasons, const std::string& name) {
  for (const auto& [names, reason] : reasons) {
    if (std::ranges::find(names, name) != names.end()) return "cannot be set here: it " + reason;
  }
  return "";
}

void check_prepared(const Design& design, const Params& complete) {
  if (complete.at("fit_intercept") != design.centered()) {
    throw Error(ExitCode::bug, "the data was prepared for another fit_intercept than " + complete.at("fit_intercept").dump());
  }
}

}  // namespace trainyard::models::linear
