// What in the data makes a good score doubtful, found before anything is trained.
#pragma once

#include <vector>

#include "host/evaluate/warning.hpp"
#include "host/pipeline/data_stage.hpp"
#include "host/pipeline/plan.hpp"

namespace trainyard::pipeline {

/// Looks at no more than 5,000 training rows, the same ones each time, and at no feature with fewer than 200:
///   target_leak       a feature alone, or two numbers in a linear combination, tell the target to 99 % (evaluate::predictability)
///   identifier_leak   a column that is nearly unique, whole numbers without gaps or a category, tells a fifth of the target
///   row_order         in a random split, the order of the rows tells the target to 95 %
///   shared_rows       one training row in a hundred equals a test row in all features and the target
///   future_timestamp  in a split by time, a feature of training rows holds times of the test rows or later
/// Of what a history computes nothing is looked at: that may tell the target, and is of the past.
std::vector<evaluate::Warning> data_warnings(const Plan& plan, const Data& data);

}  // namespace trainyard::pipeline
