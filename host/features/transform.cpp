#include "host/features/transform.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "host/error/error.hpp"
#include "host/features/cross_fit.hpp"
#include "host/features/input_columns.hpp"
#include "host/features/outlier_rows.hpp"
#include "host/features/steps.hpp"
#include "host/features/target_values.hpp"
#include "kernels/reduce/count.hpp"

namespace trainyard::features {
namespace {

using dataset::Table;
using Rows = std::span<const std::uint32_t>;

Plan checked_plan(const FeatureOptions& options, const dataset::Schema& schema) {
  std::string problems;
  Plan plan = make_plan(options, schema, [&](const std::string& key, const std::string& message) {
    problems += (problems.empty() ? "" : "\n") + key + ": " + message;
  });
  if (!problems.empty()) throw Error(ExitCode::bad_config, problems);
  return plan;
}

NumericStep fit_numbers(const Exec& exec, const std::string& name, const NumericOptions& options, InputColumns& inputs) {
  const auto column = inputs.numbers(name);
  const kernels::reduce::WholeColumn numbers(column->view());
  if (!NumericStep::groups_rows(options)) return NumericStep::fit(exec, name, options, numbers);
  const auto codes = inputs.codes(options.by);
  const Grouping grouping{codes.view(), inputs.dictionary(options.by)};
  return NumericStep::fit(exec, name, options, numbers, &grouping);
}

Training with_rows(Training training, Rows rows) {
  training.rows = rows;
  return training;
}

}  // namespace

bool Transform::Steps::derived(const std::string& column) const {
  return std::any_of(derive.begin(), derive.end(), [&](const Derivation& d) { return d.name == column; });
}

std::vector<std::string> Transform::Steps::features() const {
  std::vector<std::string> names = all_features();
  std::erase_if(names, [next = dropped.begin(), this](const std::string& feature) mutable {
    return next != dropped.end() && feature == *next && (++next, true);
  });
  return names;
}

std::vector<std::vector<std::ptrdiff_t>> Transform::Steps::places() const {
  std::vector<std::vector<std::ptrdiff_t>> found;
  auto next = dropped.begin();
  std::ptrdiff_t place = 0;
  for (const Step& step : columns) {
    found.emplace_back();
    for (const std::string& feature : features(step)) {
      const bool stays = next == dropped.end() || feature != *next;
      found.back().push_back(stays ? place++ : -1);
      if (!stays) ++next;
    }
  }
  return found;
}

std::vector<std::string> Transform::Steps::all_features() const {
  std::vector<std::string> names;
  for (const Step& step : columns) {
    for (auto& feature : features(step)) names.push_back(std::move(feature));
  }
  if (names.empty())
    throw Error(ExitCode::bad_data,
                "there is no feature: no column of that role has a value in the training rows; check "
                "data.drop and the roles in the schema");
  std::set<std::string> distinct;
  for (const auto& feature : names) {
    if (!distinct.insert(feature).second) throw Error(ExitCode::bad_data, "two features would be named '" + feature + "'; rename a column");
  }
  return names;
}

std::vector<std::uint8_t> Transform::Steps::is_category() const {
  const auto stays = [](const Step& step) {
    const auto* category = std::get_if<CategoryStep>(&step);
    return category != nullptr && category->encoder().stays_category;
  };
  std::vector<std::uint8_t> marks;
  if (std::ranges::none_of(columns, stays)) return marks;
  const auto kept = places();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto here = std::ranges::count_if(kept[i], [](std::ptrdiff_t place) { return place >= 0; });
    marks.insert(marks.end(), static_cast<std::size_t>(here), stays(columns[i]) ? 1 : 0);
  }
  return marks;
}

Transform::Transform(std::shared_ptr<const Steps> steps) : steps_(std::move(steps)), names_(steps_->features()) {}

Transform Transform::fit(const Exec& exec, const FeatureOptions& options, const dataset::Schema& schema, const Training& training) {
  if (!options.select.steps.empty()) return fit_apply(exec, options, schema, training).transform;
  Plan plan = checked_plan(options, schema);
  const KeptRows kept = without_outliers(exec, plan, training);
  return fit_kept(exec, std::move(plan), with_rows(training, kept.rows));
}

Transform Transform::fit_kept(const Exec& exec, Plan plan, const Training& training) {
  if (training.rows.empty()) throw Error(ExitCode::bad_data, "there is no training row to fit the features on");
  auto steps = std::make_shared<Steps>();
  steps->derive = std::move(plan.derive);
  InputColumns inputs(exec, training.table, training.rows, steps->derive);
  std::optional<TrainingTarget> target;
  for (const ColumnPlan& column : plan.columns) {
    if (const auto* numeric = std::get_if<NumericOptions>(&column.options)) {
      steps->columns.emplace_back(fit_numbers(exec, column.name, *numeric, inputs));
    } else {
      const auto& dictionary = inputs.dictionary(column.name);
      const auto counts = kernels::reduce::count_codes(exec, inputs.codes(column.name).view(), dictionary.size());
      auto step = CategoryStep::fit(column.name, std::get<CategoryOptions>(column.options), counts, dictionary);
      if (step.encoder().target_values != nullptr) {
        if (!target) target.emplace(exec, training);
        learn_from_target(exec, step, inputs, *target);
      }
      steps->columns.emplace_back(std::move(step));
    }
  }
  return Transform(std::move(steps));
}

FittedRows Transform::fit_apply(const Exec& exec, const FeatureOptions& options, const dataset::Schema& schema, const Training& training) {
  Plan plan = checked_plan(options, schema);
  KeptRows kept = without_outliers(exec, plan, training);
  const Training left = with_rows(training, kept.rows);
  Transform transform = fit_kept(exec, std::move(plan), left);
  Matrix x = transform.apply(exec, training.table, kept.rows);
  cross_fit(exec, *transform.steps_, left, x);
  FittedRows fitted{std::move(transform), std::move(x), std::move(kept.rows), std::move(kept.dropped), {}};
  if (!options.select.steps.empty()) select_features(exec, options.select, training, fitted);
  return fitted;
}

Matrix Transform::apply(const Exec& exec, const Table& table, Rows rows, ApplyCounts* counts) const {
  Matrix matrix{rows.size(), names_.size(), Matrix::Values(rows.size() * names_.size())};
  std::vector<Met> met;
  if (steps_ != nullptr) {
    met = steps_->apply(exec, table, rows, matrix);
    matrix.is_category = steps_->is_category();
  }
  if (counts == nullptr) return matrix;
  *counts = {};
  for (std::size_t i = 0; i < met.size(); ++i) {
    const auto& step = steps_->columns[i];
    counts->missing.emplace_back(Steps::name(step), met[i].missing);
    if (std::holds_alternative<CategoryStep>(step)) counts->unseen.emplace_back(Steps::name(step), met[i].unseen);
  }
  return matrix;
}

std::vector<std::string> Transform::inputs() const {
  std::vector<std::string> names;
  if (steps_ == nullptr) return names;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && !steps_->derived(name) && std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  for (const auto& step : steps_->columns) add(Steps::name(step));
  for (const auto& step : steps_->columns) {
    if (const auto* numeric = std::get_if<NumericStep>(&step)) add(numeric->by);
  }
  return names;
}

}  // namespace trainyard::features
