// Cross-fitting: a training row must not see its own target in its features, or models learn to trust them too much. So in the training
// rows an encoding that learns from the target is, in each row, the one learned from the rows of the other inner folds.
#pragma once

#include <cstdint>
#include <memory>

#include "host/dataset/table.hpp"
#include "host/features/steps.hpp"

namespace trainyard::features {

/// The inner fold of a row, from 0 below `folds`, by who the row is, whatever shard or order it came in, with arithmetic modulo 2^64:
///     fold = mix(mix(source) + number) mod folds
///     mix(x): x += 0x9E3779B97F4A7C15;  x = (x xor x >> 30) * 0xBF58476D1CE4E5B9;  x = (x xor x >> 27) * 0x94D049BB133111EB;
///             x xor x >> 31
/// which is the generator SplitMix64 (Steele, Lea and Flood, 2014).
std::int32_t inner_fold(const dataset::RowId& row, std::int64_t folds);

/// Overwrites the features of steps that learn from the target, in a matrix of the training rows that holds the features of all steps in
/// order. A category that only rows of one inner fold have is in these as one without a row.
void cross_fit(const Exec& exec, const Transform::Steps& steps, const Training& training, Matrix& matrix);

}  // namespace trainyard::features
