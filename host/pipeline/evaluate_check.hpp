// The sections `evaluate` and `gates`, held against the data.
#pragma once

#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"
#include "host/pipeline/goal.hpp"
#include "host/pipeline/plan.hpp"

namespace trainyard::pipeline {

/// Adds to the config's problems columns that are not there or cannot be grouped by, gates whose metric is not of the target's kind, and
/// fairness of several classes.
void check_evaluation(const Plan& plan, const Goal& goal, const dataset::Table& table);

}  // namespace trainyard::pipeline
