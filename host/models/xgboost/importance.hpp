// How much single features matter to a small XGBoost model, for selecting among them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/models/task.hpp"
#include "kernels/base/exec.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::models {

/// The total gain of the splits on each of `columns` of `x` (host memory, NaN is missing), 0 for one that no split uses, in a model of
/// these columns alone: 50 rounds (n_estimators) of trees at most 6 deep (max_depth), all other parameters at their defaults. It is trained
/// on the CPU with exec.threads threads, wherever exec says to run, so that neither threads nor device decide which features stay. y:
/// labels as Labelled has them. weight: one per row, or empty. Throws as Family::fit does.
std::vector<double> total_gain(const Exec& exec, kernels::MatrixView<const float> x, std::span<const std::uint32_t> columns,
                               std::span<const float> y, const Target& target, std::span<const float> weight, std::uint64_t seed);

}  // namespace trainyard::models
