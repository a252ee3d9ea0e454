// What a model loses on single rows, for finding where it is bad.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "host/evaluate/score.hpp"

namespace trainyard::evaluate {

/// Per row: the absolute error of a regression, or minus the logarithm of the probability of the class that it is of, which is taken to be
/// at least float's epsilon, as scikit-learn's log_loss does.
std::vector<double> row_losses(const Sample& sample);

/// "absolute_error" or "log_loss".
std::string_view loss_name(const Sample& sample);

}  // namespace trainyard::evaluate
