#include "host/models/rows.hpp"

#include <algorithm>
#include <cmath>

#include "host/error/error.hpp"

namespace trainyard::models {

void check_labelled(const Labelled& data) {
  if (!data.x) throw Error(ExitCode::bug, "a model was handed labels without rows");
  if (data.x->rows == 0) throw Error(ExitCode::bad_data, "there are no rows to train on");
  if (data.y.size() != data.x->rows) {
    throw Error(ExitCode::bug, std::to_string(data.y.size()) + " labels for " + std::to_string(data.x->rows) + " rows");
  }
  const auto bad = std::ranges::find_if(data.y, [](float v) { return !std::isfinite(v); });
  if (bad != data.y.end()) {
    throw Error(ExitCode::bad_data, "the target of training row " + std::to_string(bad - data.y.begin()) + " (counted from 0) is " +
                                        (std::isnan(*bad) ? "missing" : "infinite") + ": a model cannot be trained on it");
  }
}

void check_no_infinity(const features::Matrix& x) {
  const auto bad = std::ranges::find_if(x.values, [](float v) { return std::isinf(v); });
  if (bad == x.values.end()) return;
  const auto at = static_cast<std::size_t>(bad - x.values.begin());
  throw Error(ExitCode::bad_data, "feature column " + std::to_string(at / x.rows) + " of row " + std::to_string(at % x.rows) +
                                      " (both counted from 0) is infinite: features must be finite or missing");
}

}  // namespace trainyard::models
