#include "host/pipeline/reference_stage.hpp"

#include "host/monitor/reference.hpp"

namespace trainyard::pipeline {

using monitor::Detail;

void reference_stage(const bundle::Bundle& bundle, const Data& data, const Chosen& chosen, const models::Predictions& predicted,
                     const nlohmann::ordered_json& train, const Exec& exec, const std::filesystem::path& folder) {
  const bool has_folds = chosen.out_of_fold.has_value(), has_cv = chosen.cv.is_object() && !chosen.cv.empty();
  const models::Predictions& of_rows = has_folds ? *chosen.out_of_fold : predicted;
  monitor::Reference reference{.rows = data.split.train.size(),
                               .columns = monitor::describe_columns(exec, data.table, bundle.transform.inputs(), data.split.train)};
  reference.predictions = {has_folds ? "out_of_fold" : "training", of_rows.rows,
                           monitor::describe_predictions(bundle, of_rows, Detail::in_short)};
  reference.metrics_of = has_cv ? "cv" : "train";
  reference.metrics = has_cv ? chosen.cv : train;
  monitor::write_reference(folder, reference);
}

void add_test_rows(const Evaluated& evaluated, const std::filesystem::path& folder) {
  if (!evaluated.bundle) return;
  auto reference = monitor::read_reference(folder);
  if (!reference) return;
  reference->predictions = {"test", evaluated.predicted.rows,
                            monitor::describe_predictions(*evaluated.bundle, evaluated.predicted, Detail::in_short)};
  reference->metrics_of = "test";
  reference->metrics = evaluated.metrics.at("test");
  monitor::write_reference(folder, *reference);
}

}  // namespace trainyard::pipeline
