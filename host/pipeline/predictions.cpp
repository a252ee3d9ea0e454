#include "host/pipeline/predictions.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/pipeline/goal.hpp"

namespace trainyard::pipeline {
namespace {

output::Kind kind_of(dataset::ColumnType type) {
  switch (type) {
    case dataset::ColumnType::integer:
      return output::Kind::integer;
    case dataset::ColumnType::floating:
      return output::Kind::number;
    case dataset::ColumnType::boolean:
      return output::Kind::boolean;
    case dataset::ColumnType::timestamp:
    case dataset::ColumnType::date:
      return output::Kind::timestamp;
    case dataset::ColumnType::category:
    case dataset::ColumnType::text:
      return output::Kind::text;
  }
  return output::Kind::text;
}

template <class T>
std::vector<T> picked(const std::vector<T>& values, std::span<const std::uint32_t> rows) {
  std::vector<T> some;
  some.reserve(rows.size());
  for (const std::uint32_t row : rows) some.push_back(values[row]);
  return some;
}

/// Every `step`-th value.
std::vector<float> every(std::span<const float> values, std::size_t first, std::size_t step) {
  std::vector<float> some;
  some.reserve(values.size() / step);
  for (std::size_t at = first; at < values.size(); at += step) some.push_back(values[at]);
  return some;
}

}  // namespace

PredictionTable::PredictionTable(const bundle::Bundle& bundle, bool with_target, Options options)
    : bundle_(bundle), options_(std::move(options)), with_target_(with_target) {
  using output::Kind;
  if (options_.several_sources) fields_.push_back({"source", Kind::integer});
  fields_.push_back({"row", Kind::integer});
  for (const dataset::Field& kept : options_.kept) fields_.push_back({.name = kept.name, .kind = kind_of(kept.type), .nullable = true});
  fields_.push_back({"prediction", bundle_.labels.empty() ? Kind::single : Kind::text});
  for (const std::string& label : bundle_.labels) fields_.push_back({"probability_" + label});
  if (bundle_.interval) fields_.insert(fields_.end(), {{"prediction_lower"}, {"prediction_upper"}});
  if (with_target)
    fields_.push_back({.name = bundle_.target, .kind = bundle_.labels.empty() ? Kind::number : Kind::text, .nullable = true});
  if (options_.contributions) {
    std::vector<std::string> features = bundle_.transform.feature_names();
    features.emplace_back("bias");
    for (std::size_t k = 0; k < (bundle_.labels.size() > 2 ? bundle_.labels.size() : 1); ++k) {
      const std::string of = bundle_.labels.size() > 2 ? bundle_.labels[k] + "_" : "";
      for (const std::string& feature : features) fields_.push_back({"contribution_" + of + feature});
    }
  }
  if (!options_.model_version.empty()) fields_.push_back({"model_version", Kind::text});
  check_names();
}

void PredictionTable::check_names() const {
  for (const dataset::Field& kept : options_.kept) {
    if (std::ranges::count(fields_, kept.name, &output::Field::name) == 1) continue;
    const bool twice = std::ranges::count(options_.kept, kept.name, &dataset::Field::name) > 1;
    throw Error(ExitCode::usage,
                "--keep: '" + kept.name +
                    (twice ? "' is given twice" : "' is what a column of the predictions is called; to keep the input's, rename it there"));
  }
}

const std::vector<output::Values>& PredictionTable::columns(const Rows& of) {
  columns_.clear();
  singles_.clear();
  numbers_.clear();
  integers_.clear();
  booleans_.clear();
  add_ids(of);
  for (const dataset::Values& kept : of.kept) add_kept(kept, of.rows);
  add_predictions(of);
  if (with_target_) add_target(of);
  if (of.contributions != nullptr) add_contributions(*of.contributions);
  if (!options_.model_version.empty()) add(std::vector<std::string>(of.rows.size(), options_.model_version));
  return columns_;
}

void PredictionTable::add_ids(const Rows& of) {
  std::vector<std::int64_t> sources, numbers;
  numbers.reserve(of.rows.size());
  for (const std::uint32_t row : of.rows) numbers.push_back(static_cast<std::int64_t>(of.table.ids[row].number));
  if (options_.several_sources) {
    sources.reserve(of.rows.size());
    for (const std::uint32_t row : of.rows) sources.push_back(of.table.ids[row].source);
    add(std::move(sources));
  }
  add(std::move(numbers));
}

void PredictionTable::add_kept(const dataset::Values& values, std::span<const std::uint32_t> rows) {
  if (const auto* floats = std::get_if<std::vector<double>>(&values)) return add(picked(*floats, rows));
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) return add(picked(*integers, rows));
  if (const auto* booleans = std::get_if<std::vector<std::int8_t>>(&values)) return add(picked(*booleans, rows));
  if (const auto* texts = std::get_if<std::vector<std::string>>(&values)) return add(picked(*texts, rows));
  throw Error(ExitCode::bug, "a kept column cannot hold codes");
}

void PredictionTable::add_predictions(const Rows& of) {
  const std::span<const float> values = of.predictions.values;
  if (!bundle_.labels.empty()) {
    std::vector<std::string> classes;
    classes.reserve(of.rows.size());
    for (const std::int32_t decided : bundle_.decide(of.predictions)) classes.push_back(bundle_.labels[static_cast<std::size_t>(decided)]);
    add(std::move(classes));
  }
  for (std::size_t k = 0; k < of.predictions.width; ++k) add(every(values, k, of.predictions.width));
  if (!bundle_.interval) return;
  auto bounds = bundle_.interval->bounds(of.predictions);
  add(std::move(bounds.lower));
  add(std::move(bounds.upper));
}

void PredictionTable::add_target(const Rows& of) {
  const dataset::Column* const target = of.table.find(bundle_.target);
  if (target == nullptr) throw Error(ExitCode::bug, "the target is gone from the table");
  if (bundle_.labels.empty()) return add(picked(target->numbers, of.rows));
  std::vector<std::string> labels;
  labels.reserve(of.rows.size());
  for (const std::uint32_t row : of.rows) labels.push_back(label_text(*target, row));
  add(std::move(labels));
}

void PredictionTable::add_contributions(const models::Contributions& contributions) {
  const std::size_t per_row = contributions.outputs * (contributions.columns + 1);
  if (columns_.size() + per_row + (options_.model_version.empty() ? 0 : 1) != fields_.size()) {
    throw Error(ExitCode::bug, "there are contributions to " + std::to_string(contributions.outputs) + " margins of " +
                                   std::to_string(contributions.columns) + " features");
  }
  for (std::size_t c = 0; c < per_row; ++c) add(every(contributions.values, c, per_row));
}

void PredictionTable::add(std::vector<float> values) {
  columns_.emplace_back(std::span<const float>(singles_.emplace_back(std::move(values))));
}
void PredictionTable::add(std::vector<double> values) {
  columns_.emplace_back(std::span<const double>(numbers_.emplace_back(std::move(values))));
}
void PredictionTable::add(std::vector<std::int64_t> values) {
  columns_.emplace_back(std::span<const std::int64_t>(integers_.emplace_back(std::move(values))));
}
void PredictionTable::add(std::vector<std::int8_t> values) {
  columns_.emplace_back(std::span<const std::int8_t>(booleans_.emplace_back(std::move(values))));
}

std::string predictions_csv(const bundle::Bundle& bundle, const dataset::Table& table, std::span<const std::uint32_t> rows,
                            const models::Predictions& predictions, bool several_sources) {
  PredictionTable made(bundle, table.find(bundle.target) != nullptr, {.several_sources = several_sources});
  return output::csv_header(made.fields()) + output::csv_rows(made.fields(), made.columns({table, rows, predictions}));
}

}  // namespace trainyard::pipeline
