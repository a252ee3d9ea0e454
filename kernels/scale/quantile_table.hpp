// What both quantile scalers learn.
#pragma once

#include "kernels/scale/scale.hpp"

namespace trainyard::kernels::scale {

/// A map of this kind with the quantiles of the numbers at equal steps of probability, min(1000, rows) of them, missing rows counted, as
/// scikit-learn's QuantileTransformer(subsample=None) takes them; no map when there are no numbers.
map::Maps with_quantiles(const Exec& exec, const reduce::Numbers& numbers, map::Kind kind);

}  // namespace trainyard::kernels::scale
