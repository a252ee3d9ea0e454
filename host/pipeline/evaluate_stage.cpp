#include <memory>
#include <utility>

#include "host/dataset/pick.hpp"
#include "host/evaluate/finite.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/intervals.hpp"
#include "host/pipeline/predictions.hpp"
#include "host/pipeline/stages.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

/// The family `baseline`, fitted on the training rows' target.
std::unique_ptr<models::Model> fitted_baseline(const Plan& plan, const Data& data) {
  const auto& family = models::family("baseline");
  const auto y = dataset::pick<float>(data.goal.y, data.split.train);
  const auto weight = models::training_weights(y, dataset::pick(data.goal.weight, data.split.train), {}, data.goal.target);
  const features::Matrix train{.rows = data.split.train.size(), .columns = 0, .values = {}};
  const auto prepared = family.prepare(plan.device.exec, {&train, y, data.goal.target, weight}, models::Params::object(), nullptr);
  return family.fit(*prepared, nullptr, models::Params::object(),
                    {.exec = plan.device.exec, .early_stopping_metric = "", .on_round = {}, .stop = {}});
}

models::Predictions of_rows(const Plan& plan, const models::Model& baseline, std::size_t rows) {
  return baseline.predict(plan.device.exec, features::Matrix{.rows = rows, .columns = 0, .values = {}});
}

ordered_json training_value(const Plan& plan, const Data& data, const models::Model& baseline) {
  const auto predicted = of_rows(plan, baseline, data.split.train.size());
  const Measured measured(data.goal, data.split.train, predicted, 0.5);
  return evaluate::score(plan.device.exec, std::span(&data.goal.metric, 1), measured.sample)[data.goal.metric];
}

ordered_json interval_record(const calibration::PredictionInterval& interval, const Measured& model, const models::Predictions& predicted) {
  const auto score = calibration::interval_score(interval.bounds(predicted), model.actual, model.weight);
  return {{"method", interval.method},
          {"nominal_coverage", interval.coverage},
          {"coverage", evaluate::finite_or_null(score.coverage)},
          {"mean_width", evaluate::finite_or_null(score.mean_width)}};
}

}  // namespace

Evaluated evaluate_stage(const Plan& plan, const Data& data, const std::filesystem::path& bundle_folder, const RunRecord& record) {
  const auto& rows = data.split.test;
  if (rows.empty()) {
    log::warning("split.test is 0: there are no test rows, so there are no test metrics");
    return {.metrics = {{"test", nullptr}, {"baseline", nullptr}}, .bundle = std::nullopt, .predicted = {}, .baseline = {}};
  }
  const Exec& exec = plan.device.exec;
  Evaluated out{.metrics = {}, .bundle = bundle::load(bundle_folder, exec), .predicted = {}, .baseline = {}};
  const auto constant = fitted_baseline(plan, data);
  out.baseline = of_rows(plan, *constant, rows.size());
  out.training_baseline = training_value(plan, data, *constant);
  const bundle::Bundle& bundle = *out.bundle;
  out.predicted = bundle.predict(exec, data.table, rows);
  storage::write_file(record.folder() / "predictions.csv",
                      predictions_csv(bundle, data.table, rows, out.predicted, data.dataset.sources().size() > 1));
  const Measured model(data.goal, rows, out.predicted, bundle.threshold), baseline(data.goal, rows, out.baseline, 0.5);
  out.metrics = {{"test", evaluate::score(exec, data.goal.metrics, model.sample)},
                 {"baseline", evaluate::score(exec, data.goal.metrics, baseline.sample)}};
  if (auto intervals = test_intervals(plan, data.goal, model, baseline); !intervals.is_null()) {
    out.metrics["intervals"] = std::move(intervals);
  }
  if (auto classes = report(exec, data.goal, model); !classes.is_null()) out.metrics["report"] = std::move(classes);
  if (data.goal.target.task == models::Task::binary) out.metrics["threshold"] = bundle.threshold;
  if (bundle.interval) out.metrics["prediction_intervals"] = interval_record(*bundle.interval, model, out.predicted);
  return out;
}

}  // namespace trainyard::pipeline
