#include "host/pipeline/uncertainty.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/error/error.hpp"
#include "host/evaluate/decision.hpp"
#include "host/evaluate/score.hpp"
#include "host/log/log.hpp"

namespace trainyard::pipeline {
namespace {

using calibration::OutOfFold;
using nlohmann::ordered_json;

constexpr const char* intervals_key = "model.prediction_intervals";

/// The rows in the order of the table, whatever the order of the folds.
OutOfFold in_order(const OutOfFold& rows) {
  std::vector<std::size_t> order(rows.row.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return rows.row[i]; });
  OutOfFold out{.target = rows.target, .predicted = {.rows = order.size(), .width = rows.target.width(), .values = {}}};
  for (const std::size_t i : order) {
    const auto values = rows.predicted.row(i);
    out.predicted.values.insert(out.predicted.values.end(), values.begin(), values.end());
    out.actual.push_back(rows.actual[i]);
    if (!rows.weight.empty()) out.weight.push_back(rows.weight[i]);
    out.row.push_back(rows.row[i]);
    out.fold.push_back(rows.fold[i]);
  }
  return out;
}

std::string too_few(const UncertaintyPlan& plan, std::size_t rows, bool weighted) {
  return std::to_string(rows) + " rows with a known error are too few for intervals that hold " + ordered_json(plan.coverage).dump() +
         " of the values: that needs at least " + std::to_string(calibration::fewest_rows(plan.coverage)) +
         (weighted ? " of equal weight" : "");
}

[[noreturn]] void refuse_few(const config::Config& config, const std::string& why) {
  throw Error(ExitCode::bad_data, config.where(intervals_key) + ": " + why + "; lower coverage, or give more rows");
}

double number_or_nan(const ordered_json& value) { return value.is_number() ? value.get<double>() : std::nan(""); }

}  // namespace

ordered_json UncertaintyPlan::to_json() const {
  return {{"calibration", calibration}, {"intervals", intervals}, {"coverage", coverage}, {"held_out", held_out}};
}

UncertaintyPlan read_uncertainty(const config::Config& config, bool cross_validates) {
  constexpr double usual_share = 0.2;
  UncertaintyPlan plan;
  plan.calibration = config.at("model.calibration");
  if (plan.calibration == "platt") plan.calibration = "sigmoid";
  const auto& given = config.at(intervals_key);
  plan.is_asked = !given.is_null();
  if (given.is_null() && cross_validates) plan.intervals = "out_of_fold";
  if (given.is_object()) {
    plan.intervals = given.at("method");
    plan.coverage = given.at("coverage");
  }
  if (plan.intervals != "split_conformal") return plan;
  plan.held_out = given.is_object() ? given.value("calibration", usual_share) : usual_share;
  return plan;
}

void check_uncertainty(const config::Config& config, const UncertaintyPlan& plan, models::Task task) {
  const bool classifies = task != models::Task::regression;
  if (classifies && plan.is_asked && plan.intervals != "none") {
    config.problem(intervals_key, "is for a regression; the task is " + std::string(models::task_name(task)) +
                                      ", whose probabilities model.calibration corrects");
  }
  if (!classifies && plan.calibration != "none") {
    config.problem("model.calibration", std::string("is for classifications; the task is regression, for which there is ") + intervals_key);
  }
}

void check_rows(const config::Config& config, const UncertaintyPlan& plan, std::size_t rows) {
  if (!plan.is_asked || plan.intervals == "none" || rows >= calibration::fewest_rows(plan.coverage)) return;
  refuse_few(config, too_few(plan, rows, false));
}

Validated out_of_fold(search::StudySettings settings, const search::Ground& ground, const std::string& what) {
  settings.pruner = "none";
  settings.constraints.clear();
  const search::TrainingData& data = ground.folds->data();
  OutOfFold rows{.target = data.target, .predicted = {.rows = 0, .width = data.target.width(), .values = {}}};
  std::uint32_t number = 0;
  const auto keep = [&](const search::Fold& fold, const models::Predictions& predicted) {
    rows.predicted.values.insert(rows.predicted.values.end(), predicted.values.begin(), predicted.values.end());
    rows.predicted.rows += predicted.rows;
    for (const std::uint32_t row : fold.validation_rows) {
      rows.actual.push_back(data.y[row]);
      if (!data.weight.empty()) rows.weight.push_back(data.weight[row]);
      rows.row.push_back(row);
      rows.fold.push_back(number);
    }
    ++number;
  };
  auto trial = search::cross_validate(
      settings, [&](const models::Params&) { return ground; }, 0, ground.params, {}, keep);
  if (trial.state == "failed") throw Error(ExitCode::bad_data, what + " cannot be learned: " + trial.reason);
  log::info(what + ": from " + std::to_string(rows.row.size()) + " out-of-fold predictions");
  return {in_order(rows), std::move(trial.folds)};
}

calibration::Calibrator calibrate(const Exec& exec, const UncertaintyPlan& plan, const OutOfFold& rows, ordered_json& record) {
  calibration::Choice choice;
  if (plan.calibration == "auto") {
    choice = calibration::choose(exec, rows);
    log::info("calibration: " + choice.calibrator.method() + ", by cross-validated log loss " + choice.tried.dump());
  } else {
    choice.calibrator = calibration::Calibrator::fit(plan.calibration, rows);
  }
  record = {{"method", choice.calibrator.method()}, {"rows", rows.row.size()}};
  if (!choice.tried.is_null()) record["log_loss"] = choice.tried;
  return choice.calibrator;
}

ordered_json calibrated_scores(const search::StudySettings& settings, const OutOfFold& rows, const calibration::Calibrator& calibrator) {
  const std::uint32_t folds = rows.fold.empty() ? 0 : 1 + std::ranges::max(rows.fold);
  ordered_json out = ordered_json::object();
  for (std::uint32_t k = 0; k < folds; ++k) {
    OutOfFold fold = rows.part(k, false);
    calibrator.apply(fold.predicted);
    const auto decided = evaluate::decide(fold.predicted, fold.target, settings.threshold);
    const auto scores = evaluate::score(settings.exec, settings.metrics,
                                        {.actual = fold.actual,
                                         .predicted = fold.predicted.values,
                                         .decided = decided,
                                         .weight = fold.weight,
                                         .classes = fold.target.classes});
    for (const auto& [metric, value] : scores.items()) {
      const double before = k == 0 ? 0.0 : number_or_nan(out[metric]);
      out[metric] = before + number_or_nan(value) / static_cast<double>(folds);
    }
  }
  return out;
}

std::optional<calibration::PredictionInterval> fit_interval(const config::Config& config, const UncertaintyPlan& plan,
                                                            const models::Predictions& predicted, std::span<const double> actual,
                                                            std::span<const double> weight) {
  std::vector<double> errors;
  errors.reserve(actual.size());
  for (std::size_t i = 0; i < actual.size(); ++i) errors.push_back(std::fabs(actual[i] - static_cast<double>(predicted.values[i])));
  const auto radius = calibration::conformal_radius(errors, weight, plan.coverage);
  if (radius) return calibration::PredictionInterval{plan.intervals, plan.coverage, *radius, errors.size()};
  const std::string why = too_few(plan, errors.size(), !weight.empty());
  if (plan.is_asked) refuse_few(config, why);
  log::warning(std::string(intervals_key) + ": " + why + "; the model has none");
  return std::nullopt;
}

}  // namespace trainyard::pipeline
