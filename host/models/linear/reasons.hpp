// What the two linear families share in answering their callers.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/models/linear/design.hpp"
#include "host/models/model.hpp"

namespace trainyard::models::linear {

/// Names that users may know from elsewhere, and why they cannot be set: "follows from …", "is for …".
using Reasons = std::vector<std::pair<std::vector<std::string>, std::string>>;

/// The answer to `name`; "" when no reason names it.
std::string reason_for(const Reasons& reasons, const std::string& name);

/// Stands for validation rows: the linear families measure nothing while they fit.
class NotMeasured final : public Prepared {};

/// Throws Error(bug) when the rows were prepared with another fit_intercept than the complete parameters of the fit have.
void check_prepared(const Design& design, const Params& complete);

}  // namespace trainyard::models::linear
