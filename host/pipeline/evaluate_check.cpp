#include "host/pipeline/evaluate_check.hpp"

#include "host/error/error.hpp"
#include "host/evaluate/score.hpp"

namespace trainyard::pipeline {
namespace {

void check_column(const Plan& plan, const dataset::Table& table, const std::string& key, const std::string& name) {
  const dataset::Column* column = table.find(name);
  if (column == nullptr) {
    std::vector<std::string> known;
    for (const auto& each : table.columns) known.push_back(each.name);
    plan.config.problem(key, "the data has no column '" + name + "'" + suggest(name, known) +
                                 "; one in data.drop is not read: give it the role id in the schema instead");
  } else if (column->type == dataset::ColumnType::text) {
    plan.config.problem(key, "column '" + name + "' is text, which differs in every row; name a category or a number");
  }
}

void check_fairness_task(const Plan& plan, const Goal& goal, const std::string& key, const std::string& metric) {
  using models::Task;
  const Task task = goal.target.task;
  const bool of_numbers = metric == "mean_prediction_difference";
  if (task == Task::multiclass) {
    plan.config.problem(key, "is for two classes or a number, and the target has " + std::to_string(goal.target.classes) +
                                 " classes; evaluate.slices measures any target");
  } else if (!metric.empty() && of_numbers != (task == Task::regression)) {
    plan.config.problem(key, metric + (of_numbers ? " measures numbers" : " measures two classes") + ", but the task is " +
                                 std::string(models::task_name(task)));
  }
}

}  // namespace

void check_evaluation(const Plan& plan, const Goal& goal, const dataset::Table& table) {
  const auto at = [](const std::string& key, std::size_t i) { return key + "[" + std::to_string(i) + "]"; };
  for (std::size_t i = 0; i < plan.slices.size(); ++i) check_column(plan, table, at("evaluate.slices", i), plan.slices[i]);
  for (std::size_t i = 0; i < plan.fairness.size(); ++i) {
    check_column(plan, table, at("evaluate.fairness.groups", i), plan.fairness[i]);
  }
  if (!plan.fairness.empty()) check_fairness_task(plan, goal, "evaluate.fairness.groups", "");
  for (std::size_t i = 0; i < plan.gates.size(); ++i) {
    const Gate& gate = plan.gates[i];
    const std::string key = at("gates", i) + ".metric";
    if (gate.of_rows) {
      if (const std::string why = evaluate::misfit(gate.metric, goal.target); !why.empty()) plan.config.problem(key, why);
    } else if (gate.metric == "coverage" && goal.target.classifies()) {
      plan.config.problem(
          key, "is that of prediction intervals, which a regression has; the task is " + std::string(models::task_name(goal.target.task)));
    } else if (!gate.group.empty()) {
      check_fairness_task(plan, goal, key, gate.metric);
      check_column(plan, table, at("gates", i) + ".group", gate.group);
    }
  }
}

}  // namespace trainyard::pipeline
