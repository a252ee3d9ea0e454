// What the two linear families share in answering their callers.
#pragma once

#include <memory>

#include "host/models/linear/design.hpp"
#include "host/models/model.hpp"

namespace trainyard::models::linear {

/// Why neither of them can set a parameter.
const Reasons& shared_reasons();

/// Stands for validation rows: the linear families measure nothing while they fit.
class NotMeasured final : public Prepared {};

/// Family::prepare for a target that suits the family, with complete parameters.
template <class Rows>
std::unique_ptr<Prepared> prepare(const Exec& exec, const Labelled& data, const Params& complete, const Prepared* reference) {
  if (reference != nullptr) return std::make_unique<NotMeasured>();
  return std::make_unique<Rows>(exec, data, complete.at("fit_intercept").get<bool>());
}

/// Throws Error(bug) when the rows were prepared with another fit_intercept than the complete parameters of the fit have.
void check_prepared(const Design& design, const Params& complete);

}  // namespace trainyard::models::linear
