// Parameters that users may know from elsewhere and cannot set.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace trainyard::models {

/// Names, and why they cannot be set: "follows from …", "is for …".
using Reasons = std::vector<std::pair<std::vector<std::string>, std::string>>;

/// The answer to `name`: of the family's own reasons, else of those that hold for every family; "" when none names it.
std::string reason_for(const Reasons& own, const std::string& name);

/// `own`, and `more` for names that it does not have.
Reasons joined(Reasons own, const Reasons& more);

}  // namespace trainyard::models
