#include "host/features/transform.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "host/error/error.hpp"
#include "host/features/input_columns.hpp"
#include "host/features/steps.hpp"
#include "kernels/impute/impute.hpp"
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

std::string data_row(const Table& table, std::uint32_t row) { return "data row " + std::to_string(table.ids[row].number + 1); }

void check_finite(const std::string& name, std::span<const float> feature, const Table& table, Rows rows) {
  const auto found = std::find_if(feature.begin(), feature.end(), [](float x) { return std::isinf(x); });
  if (found == feature.end()) return;
  throw Error(ExitCode::bad_data, "column '" + name + "', " + data_row(table, rows[static_cast<std::size_t>(found - feature.begin())]) +
                                      ": the number is too large for a feature (the limit is 3.4e38); scale it down or drop the column");
}

// Throws std::out_of_range when a code is not in the dictionary, so that the encoders can trust them.
kernels::reduce::CodeCounts count(const Exec& exec, const InputColumns::Codes& codes, const dataset::Dictionary& dictionary) {
  return kernels::reduce::count_codes(exec, codes.view(), dictionary.size());
}

// The policy `unseen: error`.
void check_seen(const CategoryStep& step, const CategoryStep::Lookup& lookup, const Categories& column, const Table& table, Rows rows) {
  const auto unseen = [&](std::int32_t code) -> bool { return lookup.unseen[static_cast<std::size_t>(std::int64_t{code} + 1)]; };
  const auto first = std::find_if(column.codes.begin(), column.codes.end(), unseen);
  if (first == column.codes.end()) return;
  const std::string value =
      *first < 0
          ? "a missing value"
          : "category '" + (column.personal ? dataset::personal_value : (*column.dictionary)[static_cast<std::size_t>(*first)]) + "'";
  const auto row = rows[static_cast<std::size_t>(first - column.codes.begin())];
  throw Error(ExitCode::bad_data, "column '" + step.name + "', " + data_row(table, row) + ": " + value +
                                      " does not occur in the training rows (" +
                                      std::to_string(std::count_if(first, column.codes.end(), unseen)) +
                                      " such rows); set unseen: missing or other, or train on data that has it");
}

std::uint64_t count_unseen(const CategoryStep::Lookup& lookup, const kernels::reduce::CodeCounts& counts) {
  std::int64_t unseen = 0;
  for (std::size_t code = 0; code < counts.counts.size(); ++code) unseen += lookup.unseen[code + 1] ? counts.counts[code] : 0;
  return static_cast<std::uint64_t>(unseen);
}

class Application {
 public:
  Application(const Exec& exec, const Table& table, Rows rows, InputColumns& inputs, ApplyCounts* counts)
      : exec_(exec), table_(table), rows_(rows), inputs_(inputs), counts_(counts) {}

  void operator()(const NumericStep& step, std::span<float> matrix) const {
    const auto column = inputs_.numbers(step.name);
    step.apply(exec_, column->view(), matrix);
    check_finite(step.name, matrix, table_, rows_);
    if (counts_ != nullptr) counts_->missing.emplace_back(step.name, kernels::impute::count_missing(exec_, column->view()));
  }

  void operator()(const CategoryStep& step, std::span<float> matrix) const {
    const auto codes = inputs_.codes(step.name);
    const auto& dictionary = inputs_.dictionary(step.name);
    const auto lookup = step.look_up(dictionary);
    const auto counts = count(exec_, codes, dictionary);
    if (step.options.unseen == "error") check_seen(step, lookup, *inputs_.categories(step.name), table_, rows_);
    step.apply(exec_, codes.view(), lookup, matrix);
    if (counts_ == nullptr) return;
    counts_->unseen.emplace_back(step.name, count_unseen(lookup, counts));
    counts_->missing.emplace_back(step.name, static_cast<std::uint64_t>(counts.missing));
  }

 private:
  const Exec& exec_;
  const Table& table_;
  Rows rows_;
  InputColumns& inputs_;
  ApplyCounts* counts_;
};

}  // namespace

bool Transform::Steps::derived(const std::string& column) const {
  return std::any_of(derive.begin(), derive.end(), [&](const Derivation& d) { return d.name == column; });
}

std::vector<std::string> Transform::Steps::features() const {
  std::vector<std::string> names;
  for (const Step& step : columns) {
    if (const auto* category = std::get_if<CategoryStep>(&step)) {
      for (auto& feature : category->features()) names.push_back(std::move(feature));
    } else {
      names.push_back(name(step));
    }
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

Transform::Transform(std::shared_ptr<const Steps> steps) : steps_(std::move(steps)), names_(steps_->features()) {}

Transform Transform::fit(const Exec& exec, const FeatureOptions& options, const dataset::Schema& schema, const Table& table, Rows rows) {
  Plan plan = checked_plan(options, schema);
  if (rows.empty()) throw Error(ExitCode::bad_data, "there is no training row to fit the features on");
  auto steps = std::make_shared<Steps>();
  steps->derive = std::move(plan.derive);
  InputColumns inputs(exec, table, rows, steps->derive);
  for (const ColumnPlan& column : plan.columns) {
    if (const auto* numeric = std::get_if<NumericOptions>(&column.options)) {
      steps->columns.emplace_back(NumericStep::fit(exec, column.name, *numeric, inputs.numbers(column.name)->view()));
    } else {
      const auto& dictionary = inputs.dictionary(column.name);
      const auto counts = count(exec, inputs.codes(column.name), dictionary);
      steps->columns.emplace_back(CategoryStep::fit(column.name, std::get<CategoryOptions>(column.options), counts, dictionary));
    }
  }
  return Transform(std::move(steps));
}

Matrix Transform::apply(const Exec& exec, const Table& table, Rows rows, ApplyCounts* counts) const {
  if (counts != nullptr) *counts = {};
  Matrix matrix{rows.size(), names_.size(), std::vector<float>(rows.size() * names_.size())};
  if (steps_ == nullptr) return matrix;
  InputColumns inputs(exec, table, rows, steps_->derive);
  std::size_t first = 0;
  for (const auto& step : steps_->columns) {
    const auto* category = std::get_if<CategoryStep>(&step);
    const std::size_t width = category == nullptr ? 1 : category->features().size();
    const std::span<float> part = std::span(matrix.values).subspan(first * rows.size(), width * rows.size());
    std::visit([&](const auto& s) { Application(exec, table, rows, inputs, counts)(s, part); }, step);
    first += width;
  }
  return matrix;
}

std::vector<std::string> Transform::inputs() const {
  std::vector<std::string> names;
  if (steps_ == nullptr) return names;
  for (const auto& step : steps_->columns) {
    if (!steps_->derived(Steps::name(step))) names.push_back(Steps::name(step));
  }
  return names;
}

}  // namespace trainyard::features
