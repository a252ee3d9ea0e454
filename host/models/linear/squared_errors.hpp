// Squared errors of linear models from sums over the rows, which are read once for all models.
#pragma once

#include <memory>
#include <span>

#include "host/models/model.hpp"

namespace trainyard::models::linear {

/// Family::squared_errors for models that are a FittedModel of a number. nullptr for values that are not finite, for targets that hardly
/// vary, and for fewer rows than columns, which are sooner predicted than their Gram matrix is looked through.
///
/// The sum of squared errors is a difference of much larger ones where a model fits well, or where numbers lie far from 0. Below 1e-6 of
/// these a model has to predict.
std::unique_ptr<SquaredErrors> squared_errors(const Exec& exec, const features::Matrix& x, std::span<const double> y,
                                              std::span<const double> weight);

}  // namespace trainyard::models::linear
