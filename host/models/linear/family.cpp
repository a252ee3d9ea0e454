#include "host/models/linear/family.hpp"

#include "host/error/error.hpp"

namespace trainyard::models::linear {

const Reasons& shared_reasons() {
  static const Reasons reasons{
      {{"random_state", "seed"}, "is not needed: nothing here is random"},
      {{"n_estimators", "learning_rate", "early_stopping_rounds"}, "is for boosted trees; this fit has no rounds"},
  };
  return reasons;
}

void check_prepared(const Design& design, const Params& complete) {
  if (complete.at("fit_intercept") != design.centered()) {
    throw Error(ExitCode::bug, "the data was prepared for another fit_intercept than " + complete.at("fit_intercept").dump());
  }
}

}  // namespace trainyard::models::linear
