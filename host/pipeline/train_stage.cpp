#include <algorithm>

#include "host/dataset/pick.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/checkpoint.hpp"
#include "host/pipeline/measure.hpp"
#include "host/pipeline/reference_stage.hpp"
#include "host/pipeline/stages.hpp"
#include "host/pipeline/stop.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t example_rows = 8;

/// Fits on all training rows, from the run's checkpoint where there is one; `history` receives one line per round.
std::shared_ptr<const models::Model> fit(const Plan& plan, const models::Labelled& rows, const Chosen& chosen, const RunRecord& record,
                                         std::string& history) {
  const auto prepared = plan.family->prepare(plan.device.exec, rows, chosen.params, nullptr);
  const CheckpointFile file(record.folder());
  auto kept = file.read();
  if (kept.model.rounds > 0) log::info("going on after round " + std::to_string(kept.model.rounds));
  history = kept.history;
  models::FitSettings settings{.exec = plan.device.exec,
                               .seed = plan.seed,
                               .early_stopping_metric = "",
                               .on_round = {},
                               .stop = stop_requested,
                               .on_warning = log::once(log::warning),
                               .checkpoint_rounds = plan.checkpoint_rounds,
                               .on_checkpoint = {},
                               .start = std::move(kept.model)};
  settings.on_round = [&](int round, double train, double) {
    history += R"({"round":)" + std::to_string(round) + R"(,"train":)" + ordered_json(train).dump() + "}\n";
  };
  settings.on_checkpoint = [&](const models::Checkpoint& cut) { file.write(cut, history); };
  auto model = plan.family->fit(*prepared, nullptr, chosen.params, settings);
  file.remove();
  return model;
}

}  // namespace

ordered_json train_stage(const Plan& plan, const Data& data, const Chosen& chosen, const RunRecord& record) {
  const Exec& exec = plan.device.exec;
  auto fitted = features::Transform::fit_apply(exec, plan.features, data.schema, training_rows(data, features::TableRows(data.table)));
  for (const auto& [column, outside] : fitted.dropped) {
    if (outside > 0) log::info(std::to_string(outside) + " training rows leave as outliers of '" + column + "'");
  }
  for (const auto& [feature, reason] : fitted.deselected) log::info("feature '" + feature + "' is dropped: " + reason);
  const auto& rows = fitted.rows;
  const features::Matrix& x = fitted.x;
  if (x.columns == 0) throw Error(ExitCode::bad_data, "no feature column is left to train on; check data.drop and the schema's roles");
  log::info("fitting on " + std::to_string(x.rows) + " rows × " + std::to_string(x.columns) + " features");

  std::string history;
  const auto y = dataset::pick<float>(data.goal.y, rows);
  const auto weight = models::training_weights(y, dataset::pick(data.goal.weight, rows), data.goal.class_weight, data.goal.target);
  const auto model = fit(plan, {&x, y, data.goal.target, weight}, chosen, record, history);
  bundle::Bundle trained{.schema = data.dataset.schema(),
                         .history = data.history,
                         .transform = std::move(fitted.transform),
                         .model = model,
                         .family = plan.family->name(),
                         .target = plan.target,
                         .kind = data.goal.target,
                         .labels = data.goal.labels,
                         .threshold = chosen.threshold,
                         .calibrator = chosen.calibrator,
                         .interval = chosen.interval,
                         .csv = plan.csv};
  if (const auto& held_out = data.split.calibration; !held_out.empty()) {
    trained.interval = fit_interval(plan.config, plan.uncertainty, trained.predict(exec, data.table, held_out),
                                    dataset::pick(data.goal.y, held_out), dataset::pick(data.goal.weight, held_out));
  }
  const std::span<const std::uint32_t> examples(rows.data(), std::min(rows.size(), example_rows));
  bundle::save(trained, record.folder(), exec, data.table, examples);
  storage::write_file(record.folder() / "history.jsonl", history);
  record.write_json("params.json", params_record(plan, chosen.params, model->effective_params()));
  record.write_json("data.json", data_record(plan, data, trained.transform.feature_names()));
  models::Predictions predicted = model->predict(exec, x);
  trained.calibrator.apply(predicted);
  ordered_json metrics = measure(exec, data.goal, rows, predicted, chosen.threshold);
  reference_stage(trained, data, chosen, predicted, metrics, exec, record.folder());
  return metrics;
}

}  // namespace trainyard::pipeline
