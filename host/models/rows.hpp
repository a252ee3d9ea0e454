// What every family refuses before it fits or predicts.
#pragma once

#include <span>

#include "host/models/model.hpp"

namespace trainyard::models {

/// Throws Error(bad_data) for no rows, labels that are not as many as the rows, NaN or infinite labels, labels that are no class of the
/// target, and weights that are negative, not finite or all 0.
void check_labelled(const Labelled& data);
/// Throws Error(bad_data) when the columns are not as many as in training.
void check_columns(const features::Matrix& x, std::size_t trained);
/// Whether no value is missing or infinite.
bool all_finite(std::span<const float> values);
/// Throws Error(bad_data) naming row and column (both counted from 0) of the first infinite value. NaN is missing and passes.
void check_no_infinity(const features::Matrix& x);
/// Throws Error(bad_data) naming row and column of the first missing value, for a family that cannot take any.
void check_no_missing(const features::Matrix& x, const std::string& family);

/// Throws Error(bad_config) naming the first column of numbers of categories, for a family that would take them for quantities.
void check_no_category(const features::Matrix& x, const std::string& family);

}  // namespace trainyard::models
