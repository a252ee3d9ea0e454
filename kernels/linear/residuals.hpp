// The residuals of a regression.
#pragma once

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::linear {

/// result[r] = weight[r] * (y[r] - offset - scores[r]); no scores count as 0, no weights as 1 each.
TRAINYARD_KERNEL(residuals, void(const Exec&, ColumnView y, double offset, ColumnView scores, ColumnView weight, View<double> result));

}  // namespace trainyard::kernels::linear
