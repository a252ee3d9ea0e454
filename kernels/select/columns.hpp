// What scores do to whole columns.
#pragma once

#include <cstdint>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::select {

/// out[i] = x[order[i]], or x[i] where `order` is empty, as doubles.
TRAINYARD_KERNEL(widen, void(const Exec&, View<const float> x, View<const std::uint32_t> order, View<double> out));

/// out[i] = y[i] where x has a value, else NaN.
TRAINYARD_KERNEL(where_present, void(const Exec&, ColumnView x, ColumnView y, View<double> out));

/// The sum of (x[i] - x_center) * (y[i] - y_center) in the canonical order, over the rows where neither is missing.
TRAINYARD_KERNEL(product_sum, double(const Exec&, ColumnView x, double x_center, ColumnView y, double y_center));

}  // namespace trainyard::kernels::select
