// What a run is to predict, and how that is measured: known once the config has met the data.
#pragma once

#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"
#include "host/evaluate/decision.hpp"
#include "host/models/class_weight.hpp"
#include "host/models/task.hpp"

namespace trainyard::pipeline {

struct Plan;

struct Goal {
  models::Target target;
  std::vector<std::string> labels;   ///< of the classes, in their order; empty for a regression
  std::vector<double> y;             ///< one per row: the value, or the class number
  std::vector<double> weight;        ///< one per row, or empty
  models::ClassWeight class_weight;  ///< one per class when fixed
  evaluate::ThresholdRule threshold;
  std::string metric;                ///< canonical; decides the best trial
  std::vector<std::string> metrics;  ///< canonical; `metric` among them
};

/// Reads the target and infers the task where the config leaves it open: text and booleans are classes, so are whole numbers of at most
/// 20 different values; all else is a regression. Classes are ordered as scikit-learn orders them: numbers by size, text by bytes; in a
/// binary classification data.pos_label is the last. Throws Error(bad_data) on a target that cannot be learned (absent, one value alone,
/// of another kind than the task, a class with one row), and Error(bad_config) with everything in the config that does not go with it.
Goal read_goal(const Plan& plan, const dataset::Schema& schema, const dataset::Table& table);

/// Reports to the plan's config a family, or parameters of it, that do not go with the target.
void check_family(const Plan& plan, const Goal& goal);

/// The labels of a classification's rows as class numbers, for a table that may have others: -1 where missing or not a class.
std::vector<double> class_numbers(const dataset::Column& column, const std::vector<std::string>& labels);

/// The text of a row's label, as in `Goal::labels`; "" when missing.
std::string label_text(const dataset::Column& column, std::size_t row);

}  // namespace trainyard::pipeline
