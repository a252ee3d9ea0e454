// The residuals of a regression.
#pragma once

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::linear {

/// result[r] = weight[r] * (y[r] - offset - scores[r]); no scores count as 0, no weights as 1 each.
TRAINYARD_KERNEL(residuals, void(const Exec&, ColumnView y, double offset, ColumnView scores, ColumnView weight, View<double> result));

/// The sum over r of weight[r] * (y[r] - offset)^2, in the canonical order; no weights count as 1 each.
TRAINYARD_KERNEL(squared_residuals, double(const Exec&, ColumnView y, double offset, ColumnView weight));

}  // namespace trainyard::kernels::linear
