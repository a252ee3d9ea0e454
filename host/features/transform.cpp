#include "host/features/transform.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <optional>
#include <set>

#include "host/error/error.hpp"
#include "host/features/apply_steps.hpp"
#include "host/features/category_tally.hpp"
#include "host/features/cross_fit.hpp"
#include "host/features/outlier_rows.hpp"
#include "host/features/steps.hpp"
#include "host/features/target_values.hpp"
#include "host/features/training_columns.hpp"
#include "host/system/resources.hpp"
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

NumericStep fit_numbers(const Exec& exec, const std::string& name, const NumericOptions& options, const TrainingColumns& columns) {
  const auto numbers = columns.numbers(name);
  if (!NumericStep::groups_rows(options)) return NumericStep::fit(exec, name, options, *numbers);
  const auto codes = columns.codes(options.by);
  const Grouping grouping{codes.view(), columns.dictionary(options.by), columns.spare_bytes() / sizeof(double)};
  return NumericStep::fit(exec, name, options, *numbers, &grouping);
}

CategoryStep fit_categories(const Exec& exec, const std::string& name, const CategoryOptions& options, const TrainingColumns& columns) {
  CategoryTally tally;
  const auto count = [&](InputColumns& block, const dataset::Dictionary& dictionary) {
    return kernels::reduce::count_codes(exec, block.codes(name).view(), dictionary.size());
  };
  if (columns.derived(name)) {
    columns.each_block({name}, [&](InputColumns& block, std::size_t) {
      const auto& dictionary = block.dictionary(name);
      tally.add(count(block, dictionary), dictionary);
    });
    return CategoryStep::fit(name, options, tally.counts(), tally.dictionary());
  }
  const auto& dictionary = columns.dictionary(name);
  columns.each_block({name}, [&](InputColumns& block, std::size_t) { tally.add(count(block, dictionary)); });
  return CategoryStep::fit(name, options, tally.counts(), dictionary);
}

// Pages are given when they are written, so that a matrix which is too large would get the program killed, and not be refused.
void check_there_is_room(std::size_t rows, std::size_t columns) {
  constexpr double always = 1 << 28, gigabyte = 1e9;
  const double bytes = static_cast<double>(rows) * static_cast<double>(columns) * sizeof(float);
  if (bytes <= always) return;
  const auto available = static_cast<double>(system::memory().available);
  if (bytes <= available) return;
  char sizes[96];
  std::snprintf(sizes, sizeof sizes, "take %.1f GB of memory, and %.1f GB are free", bytes / gigabyte, available / gigabyte);
  throw Error(ExitCode::out_of_memory, "the features (" + std::to_string(rows) + " rows of " + std::to_string(columns) + ") " + sizes +
                                           "; make fewer (encode: target or ordinal, max_categories, select), or use a larger machine");
}

Matrix empty_matrix(const Transform& transform, std::size_t rows) {
  const std::size_t columns = transform.feature_names().size();
  check_there_is_room(rows, columns);
  return {rows, columns, Matrix::Values(rows * columns)};
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
  if (!options.select.steps.empty()) return learn(exec, options, schema, training).transform;
  Plan plan = checked_plan(options, schema);
  const KeptRows kept = without_outliers(exec, plan, training);
  return fit_kept(exec, std::move(plan), with_rows(training, kept.rows));
}

Transform Transform::fit_kept(const Exec& exec, Plan plan, const Training& training) {
  if (training.rows.empty()) throw Error(ExitCode::bad_data, "there is no training row to fit the features on");
  auto steps = std::make_shared<Steps>();
  steps->derive = std::move(plan.derive);
  const TrainingColumns columns(exec, training.source, training.rows, steps->derive);
  std::optional<TrainingTarget> target;
  for (const ColumnPlan& column : plan.columns) {
    if (const auto* numeric = std::get_if<NumericOptions>(&column.options)) {
      steps->columns.emplace_back(fit_numbers(exec, column.name, *numeric, columns));
    } else {
      auto step = fit_categories(exec, column.name, std::get<CategoryOptions>(column.options), columns);
      if (step.encoder().target_values != nullptr) {
        if (!target) target.emplace(exec, training);
        learn_from_target(exec, step, columns, *target);
      }
      steps->columns.emplace_back(std::move(step));
    }
  }
  return Transform(std::move(steps));
}

Fitted Transform::learn_all(const Exec& exec, const FeatureOptions& options, const dataset::Schema& schema, const Training& training) {
  Plan plan = checked_plan(options, schema);
  KeptRows kept = without_outliers(exec, plan, training);
  const Training left = with_rows(training, kept.rows);
  Fitted fitted{.transform = fit_kept(exec, std::move(plan), left), .rows = std::move(kept.rows), .dropped = std::move(kept.dropped)};
  const Steps& steps = *fitted.transform.steps_;
  const TrainingColumns columns(exec, training.source, fitted.rows, steps.derive);
  fitted.cross_fit = std::make_shared<const CrossFit>(exec, steps, with_rows(training, fitted.rows), columns);
  return fitted;
}

Fitted Transform::learn(const Exec& exec, const FeatureOptions& options, const dataset::Schema& schema, const Training& training) {
  if (options.select.steps.empty()) return learn_all(exec, options, schema, training);
  return fit_apply(exec, options, schema, training);
}

FittedRows Transform::fit_apply(const Exec& exec, const FeatureOptions& options, const dataset::Schema& schema, const Training& training) {
  FittedRows fitted{learn_all(exec, options, schema, training), {}};
  fitted.x = fitted.training_matrix(exec, training.source);
  if (!options.select.steps.empty()) select_features(exec, options.select, training, fitted);
  return fitted;
}

Matrix Transform::apply(const Exec& exec, const Table& table, Rows rows, ApplyCounts* counts) const {
  Matrix matrix = empty_matrix(*this, rows.size());
  std::vector<Met> met;
  if (steps_ != nullptr) {
    AppliedSteps applied(exec, *steps_, table);
    applied.run(table, rows, matrix, 0);
    met = applied.met();
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

void Fitted::each(const Exec& exec, const RowSource& source, const Sink& sink) const {
  const Transform::Steps& steps = *transform.steps_;
  AppliedSteps applied(exec, steps, source.layout());
  const auto places = steps.places();
  RowCursor cursor(rows);
  Matrix x;
  std::vector<std::uint32_t> all;
  source.each(table_columns(source.layout(), steps.derive, transform.inputs()), [&](const Table& block, std::size_t first_row) {
    if (x.rows != block.rows()) x = empty_matrix(transform, block.rows());
    all.resize(block.rows());
    std::iota(all.begin(), all.end(), 0U);
    applied.run(block, all, x, 0);
    const Rows own = cursor.next(first_row, block.rows());
    if (!own.empty()) {
      InputColumns inputs(exec, block, own, steps.derive);
      cross_fit->overwrite(inputs, places, 0, own, x);
    }
    sink(x, first_row);
  });
}

Matrix Fitted::training_matrix(const Exec& exec, const RowSource& source) const {
  const Transform::Steps& steps = *transform.steps_;
  AppliedSteps applied(exec, steps, source.layout());
  const auto places = steps.places();
  Matrix x = empty_matrix(transform, rows.size());
  x.is_category = steps.is_category();
  RowCursor cursor(rows);
  source.each(table_columns(source.layout(), steps.derive, transform.inputs()), [&](const Table& block, std::size_t first_row) {
    const Rows own = cursor.next(first_row, block.rows());
    if (own.empty()) return;
    applied.run(block, own, x, cursor.before());
    InputColumns inputs(exec, block, own, steps.derive);
    cross_fit->overwrite(inputs, places, cursor.before(), {}, x);
  });
  return x;
}

}  // namespace trainyard::features
