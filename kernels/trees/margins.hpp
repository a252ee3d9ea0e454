// What trees say about rows.
#pragma once

#include "kernels/base/backend.hpp"
#include "kernels/trees/forest.hpp"

namespace trainyard::kernels::trees {

/// margins[r * outputs + k]: base[k], and to it, one after the other in float, the leaves that row r reaches in the trees of output k, in
/// their order, as XGBoost's predictor for the CPU adds them up. NaN is missing, no value is infinite; margins has rows * outputs numbers.
/// Rows are independent, and there is no other arithmetic: the same bits on both backends, for any number of threads and any batch.
TRAINYARD_KERNEL(margins, void(const Exec&, ForestView forest, MatrixView<const float> rows, View<float> margins));

/// What a margin says in the unit of the target.
enum class Link { identity, logistic, exponential, softmax };

/// Replaces the margins of each row, `outputs` of them, by 1 / (1 + e^-m), e^m, or e^m over the sum of the row's; the operations are
/// XGBoost's, in float, with the exponential of base/math.cuh, so that the bits are the same on both backends.
TRAINYARD_KERNEL(apply_link, void(const Exec&, Link link, std::size_t outputs, View<float> margins));

}  // namespace trainyard::kernels::trees
