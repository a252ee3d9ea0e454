#include "host/pipeline/goal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "host/dataset/csv_text.hpp"
#include "host/error/error.hpp"
#include "host/evaluate/score.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/caution.hpp"
#include "host/pipeline/plan.hpp"
#include "host/pipeline/target_check.hpp"

namespace trainyard::pipeline {
namespace {

using dataset::Column;
using dataset::ColumnType;
using dataset::csv_number;
using models::Task;

constexpr std::size_t kMostClasses = 1000;

[[noreturn]] void refuse(const Plan& plan, const std::string& why) {
  throw Error(ExitCode::bad_data, plan.config.where("data.target") + ": column '" + plan.target + "' " + why);
}

/// The rows of every distinct value, ascending.
template <class Value>
std::map<Value, std::vector<std::size_t>> rows_by(const std::vector<Value>& values) {
  std::map<Value, std::vector<std::size_t>> out;
  for (std::size_t row = 0; row < values.size(); ++row) {
    auto& rows = out[values[row]];
    if (rows.size() < 2) rows.push_back(row);  // two are enough to know that it is not alone
  }
  return out;
}

/// Whether the column's values are few whole numbers.
bool is_class_like(const Column& column) {
  if (column.is_category() || column.type == ColumnType::boolean) return true;
  if (column.type != ColumnType::integer) return false;
  std::set<double> seen;
  for (const double value : column.numbers) {
    seen.insert(value);
    if (seen.size() > kMostInferredClasses) return false;
  }
  return true;
}

/// Whether few whole numbers are kept as floats, as pandas does with classes that some rows lack.
bool is_class_like_float(const Column& column) {
  if (column.type != ColumnType::floating) return false;
  std::set<double> seen;
  for (const double value : column.numbers) {
    seen.insert(value);
    if (value != std::trunc(value) || seen.size() > kMostInferredClasses) return false;
  }
  return true;
}

struct Classes {
  std::vector<std::string> labels;
  std::vector<std::size_t> first_rows;  ///< of each class
  std::vector<bool> alone;              ///< whether a class has one row
};

Classes classes_of(const Column& column) {
  Classes out;
  const auto add = [&](const std::vector<std::size_t>& rows) {
    out.labels.push_back(label_text(column, rows.front()));
    out.first_rows.push_back(rows.front());
    out.alone.push_back(rows.size() == 1);
  };
  if (column.is_category()) {
    std::vector<std::string> texts;
    std::map<std::string, std::vector<std::size_t>> by_text;
    for (const auto& [code, rows] : rows_by(column.codes)) {
      if (code >= 0) by_text[(*column.dictionary)[static_cast<std::size_t>(code)]] = rows;
    }
    for (const auto& [text, rows] : by_text) add(rows);
  } else {
    for (const auto& [value, rows] : rows_by(column.numbers)) add(rows);
  }
  return out;
}

Task task_of(const Plan& plan, const Column& column) {
  const bool class_like = is_class_like(column);
  if (!plan.task) {
    if (!class_like) {
      if (is_class_like_float(column)) {
        log::warning(
            plan.config.where("data.target") + ": column '" + plan.target +
            "' holds few different numbers, all whole, as floats, and is predicted as a number; should they be classes, set data.task");
      }
      return Task::regression;
    }
    const auto classes = classes_of(column).labels.size();
    const Task task = classes == 2 ? Task::binary : Task::multiclass;
    log::info("task: " + std::string(task_name(task)) + ", for '" + plan.target + "' has " + std::to_string(classes) +
              " classes (data.task sets another)");
    return task;
  }
  if (*plan.task == Task::regression && column.is_category()) refuse(plan, "holds text; task: regression needs numbers");
  return *plan.task;
}

/// Moves the positive class to the end.
void order_classes(const Plan& plan, Classes& classes) {
  const auto& wanted = plan.config.at("data.pos_label");
  if (wanted.is_null()) return;
  const std::string label = wanted.is_string() ? wanted.get<std::string>() : wanted.dump();
  const auto at = std::ranges::find(classes.labels, label);
  if (at == classes.labels.end()) {
    plan.config.problem("data.pos_label", "'" + label + "' is no class of '" + plan.target + "'" + suggest(label, classes.labels));
  } else if (classes.labels.size() == 2) {
    if (at == classes.labels.begin()) std::swap(classes.labels[0], classes.labels[1]);
  } else {
    plan.config.problem("data.pos_label",
                        "is for a binary classification; '" + plan.target + "' has " + std::to_string(classes.labels.size()) + " classes");
  }
}

void check_classes(const Plan& plan, Task task, const Classes& classes, const Column& column, const dataset::Table& table) {
  const std::size_t count = classes.labels.size();
  if (task == Task::binary && count != 2) refuse(plan, "has " + std::to_string(count) + " classes; task: binary needs 2");
  if (task == Task::multiclass && count < 3) refuse(plan, "has 2 classes; task: multiclass needs 3 or more, use task: binary");
  if (count > kMostClasses) {
    refuse(plan, "has " + std::to_string(count) + " different values, too many for classes (" + std::to_string(kMostClasses) +
                     "): is it an identifier, or a number for task: regression?");
  }
  for (std::size_t k = 0; k < count; ++k) {
    if (!classes.alone[k]) continue;
    refuse(plan, "has one row alone of class '" + classes.labels[k] + "' (data row " +
                     std::to_string(table.ids[classes.first_rows[k]].number + 1) +
                     "): a class needs rows to learn from and rows to be tested on; remove it, merge it, or add rows" +
                     (plan.task || column.is_category() ? "" : ". To predict a number, set data.task: regression"));
  }
}

void read_classes(const Plan& plan, const Column& column, const dataset::Table& table, Task task, Goal& goal) {
  Classes classes = classes_of(column);
  check_classes(plan, task, classes, column, table);
  order_classes(plan, classes);
  goal.labels = classes.labels;
  goal.target = {.task = task, .classes = static_cast<int>(classes.labels.size())};
  goal.y = class_numbers(column, goal.labels);
}

/// {label: weight} or "balanced".
models::ClassWeight read_class_weight(const Plan& plan, const Goal& goal) {
  const auto& given = plan.config.at("data.class_weight");
  if (given.is_null()) return {};
  if (!goal.target.classifies()) {
    plan.config.problem("data.class_weight", "is for classifications; the task is regression");
    return {};
  }
  if (given.is_string()) return {.balanced = true, .fixed = {}};
  models::ClassWeight out{.balanced = false, .fixed = std::vector<double>(goal.labels.size(), 1.0)};
  for (const auto& [label, weight] : given.items()) {
    const auto at = std::ranges::find(goal.labels, label);
    if (at == goal.labels.end()) {
      plan.config.problem("data.class_weight." + label, "is no class of '" + plan.target + "'" + suggest(label, goal.labels));
    } else {
      out.fixed[static_cast<std::size_t>(at - goal.labels.begin())] = weight.get<double>();
    }
  }
  return out;
}

void read_metrics(const Plan& plan, Goal& goal) {
  goal.metrics = plan.metrics.empty() ? evaluate::default_metrics(goal.target) : plan.metrics;
  goal.metric = plan.metric.empty() ? goal.metrics.front() : plan.metric;
  for (std::size_t i = 0; i < plan.metrics.size(); ++i) {
    const std::string why = evaluate::misfit(plan.metrics[i], goal.target);
    if (!why.empty()) plan.config.problem("evaluate.metrics[" + std::to_string(i) + "]", why);
  }
  const std::string why = plan.metric.empty() ? "" : evaluate::misfit(plan.metric, goal.target);
  if (!why.empty()) plan.config.problem("search.metric", why);
  const auto record = [&](const std::string& metric) {
    if (std::ranges::find(goal.metrics, metric) == goal.metrics.end()) goal.metrics.push_back(metric);
  };
  record(goal.metric);
  if (!plan.search) return;
  for (std::size_t i = 0; i < plan.search->constraints.size(); ++i) {
    const search::Constraint& constraint = plan.search->constraints[i];
    if (search::is_of_model(constraint.quantity)) continue;
    const std::string unfit = evaluate::misfit(constraint.quantity, goal.target);
    if (!unfit.empty()) plan.config.problem("search.constraints[" + std::to_string(i) + "].metric", unfit);
    record(constraint.quantity);
  }
}

/// Accuracy alone is high for a model that never says the rare class.
void check_accuracy_alone(const Plan& plan, const Goal& goal) {
  constexpr double imbalanced = 0.7;
  if (!goal.target.classifies() || goal.metrics != std::vector<std::string>{"accuracy"}) return;
  std::vector<std::size_t> counts(goal.labels.size(), 0);
  for (const double k : goal.y) ++counts[static_cast<std::size_t>(k)];
  const auto most = std::ranges::max_element(counts);
  const double share = static_cast<double>(*most) / static_cast<double>(goal.y.size());
  if (share < imbalanced) return;
  caution(plan.config, "evaluate.metrics",
          "accuracy is the only metric, and " + std::to_string(std::lround(100 * share)) + " % of the rows are of class '" +
              goal.labels[static_cast<std::size_t>(most - counts.begin())] +
              "': to say it always would score as much; add f1, roc_auc or log_loss");
}

}  // namespace

void check_family(const Plan& plan, const Goal& goal) {
  if (!plan.family->offers(goal.target.task)) {
    plan.config.problem("model.type", plan.family->name() + " does not do task: " + std::string(task_name(goal.target.task)) + ", which '" +
                                          plan.target + "' asks for; use " + (goal.target.classifies() ? "logistic" : "linear") +
                                          ", xgboost or random_forest");
  }
  plan.family->check_target(plan.params, goal.target,
                            [&](const auto& name, const auto& message) { plan.config.problem("model.params." + name, message); });
}

std::string label_text(const Column& column, std::size_t row) {
  if (column.is_category()) {
    const std::int32_t code = column.codes[row];
    return code < 0 ? "" : (*column.dictionary)[static_cast<std::size_t>(code)];
  }
  const double value = column.numbers[row];
  if (column.type == ColumnType::boolean && !std::isnan(value)) return value != 0 ? "true" : "false";
  return csv_number(value);
}

std::vector<double> class_numbers(const Column& column, const std::vector<std::string>& labels) {
  std::map<std::string, double> number_of;
  for (std::size_t k = 0; k < labels.size(); ++k) number_of[labels[k]] = static_cast<double>(k);
  const auto number = [&](const std::string& text) {
    const auto found = number_of.find(text);
    return found == number_of.end() ? -1.0 : found->second;
  };
  std::vector<double> out;
  out.reserve(column.rows());
  std::map<double, double> known;  // a number's text is made once
  for (std::size_t row = 0; row < column.rows(); ++row) {
    const double key = column.is_category() ? column.codes[row] : column.numbers[row];
    if (std::isnan(key)) {
      out.push_back(-1.0);
      continue;
    }
    const auto [at, fresh] = known.try_emplace(key, 0.0);
    if (fresh) at->second = number(label_text(column, row));
    out.push_back(at->second);
  }
  return out;
}

Goal read_goal(const Plan& plan, const dataset::Schema& schema, const dataset::Table& table) {
  const Column* column = table.find(plan.target);
  if (column == nullptr) {
    std::vector<std::string> known;
    for (const auto& field : schema.fields) known.push_back(field.name);
    throw Error(ExitCode::bad_data, plan.config.where("data.target") + ": no column '" + plan.target + "'" + suggest(plan.target, known));
  }
  check_target(plan.config, table, *column);

  Goal goal;
  const Task task = task_of(plan, *column);
  if (task == Task::regression) {
    goal.y = column->numbers;
  } else {
    read_classes(plan, *column, table, task, goal);
  }
  if (const auto& name = plan.config.at("data.weight"); name.is_string()) {
    const Column* weight = table.find(name.get<std::string>());
    if (weight == nullptr) {
      throw Error(ExitCode::bad_data, plan.config.where("data.weight") + ": the dataset was made without column '" +
                                          name.get<std::string>() + "' as its weight; make it again from data.source");
    }
    goal.weight = weight->numbers;
  }
  goal.class_weight = read_class_weight(plan, goal);
  goal.threshold = plan.threshold;
  if (plan.threshold.is_given() && task != Task::binary) {
    plan.config.problem("model.threshold", "is for a binary classification; the task is " + std::string(task_name(task)));
  }
  check_uncertainty(plan.config, plan.uncertainty, task);
  read_metrics(plan, goal);
  check_accuracy_alone(plan, goal);
  check_family(plan, goal);
  plan.config.check();
  return goal;
}

}  // namespace trainyard::pipeline
