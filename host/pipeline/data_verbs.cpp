// validate, shard and features: the verbs before training.
#include <numeric>

#include "host/dataset/csv_text.hpp"
#include "host/dataset/explain.hpp"
#include "host/dataset/list.hpp"
#include "host/dataset/rows_json.hpp"
#include "host/dataset/suggest.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/data_stage.hpp"
#include "host/pipeline/experiment_name.hpp"
#include "host/pipeline/history_stage.hpp"
#include "host/pipeline/open_results.hpp"
#include "host/pipeline/target_check.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::pipeline {
namespace {

using dataset::csv_field;
using dataset::csv_number;
using nlohmann::ordered_json;

/// The transformed table as CSV: feature columns, then `split` (train, test, or gap: in neither) and the target.
std::string features_csv(const Plan& plan, const Data& data, const features::Transform& transform, const features::Matrix& x) {
  std::vector<const char*> part(data.table.rows(), "gap,");
  for (const std::uint32_t row : data.split.train) part[row] = "train,";
  for (const std::uint32_t row : data.split.test) part[row] = "test,";
  std::string out;
  for (const auto& name : transform.feature_names()) out += csv_field(name) + ",";
  out += "split," + csv_field(plan.target) + "\n";
  for (std::size_t row = 0; row < x.rows; ++row) {
    for (std::size_t c = 0; c < x.columns; ++c) out += csv_number(x.values[c * x.rows + row]) + ",";
    out += part[row] + csv_field(label_text(*data.table.find(plan.target), row)) + "\n";
  }
  return out;
}

/// Puts the features of the training rows, as models are trained on them, into the matrix of all rows.
void take_training_rows(const features::FittedRows& fitted, features::Matrix& x) {
  for (std::size_t c = 0; c < x.columns; ++c) {
    const auto column = fitted.x.column(c);
    for (std::size_t i = 0; i < fitted.rows.size(); ++i) x.values[c * x.rows + fitted.rows[i]] = column[i];
  }
}

}  // namespace

Outcome validate(const config::Config& config, const ValidateRequest& asked) {
  log::set_stage("validate");
  if (config.at("data.target").is_string()) {
    make_plan(config);
  } else {
    check_experiment_name(config);
    config.check();
  }
  const auto request = shard_request(config);
  const auto inspected = dataset::inspect(request);
  ordered_json explanations = ordered_json::array();
  for (const std::string& column : asked.explain) explanations.push_back(dataset::explain(inspected, column, request.max_bad_rows));
  if (config.at("data.target").is_string()) {
    const auto past = read_history(config, features::HistoryOptions::from_config(config), inspected.schema);
    features::check_against(features::FeatureOptions::from_config(config), past.schema, config);
    config.check();
    check_target(config, inspected.report);
    if (const auto classes = inferred_classes(config, inspected.report)) {
      features::check_against_target(features::FeatureOptions::from_config(config), past.schema, *classes, config);
      config.check();
    }
  }
  Outcome outcome{{{"status", inspected.problems.empty() ? "finished" : "bad"},
                   {"problems", inspected.problems},
                   {"rows", inspected.rows},
                   {"bad_rows", inspected.bad_rows},
                   {"report", inspected.report},
                   {"schema", inspected.schema.to_json()}}};
  if (asked.suggest) outcome.summary["suggestion"] = dataset::suggest_yaml(inspected.schema, inspected.profile);
  if (!explanations.empty()) outcome.summary["explanations"] = std::move(explanations);
  return outcome;
}

Outcome shard(const config::Config& config, std::uint64_t show) {
  check_experiment_name(config);
  config.check();
  open_results(config);
  const auto result = make_dataset(config);
  Outcome outcome{{{"status", result.made ? "finished" : "skipped"}, {"dataset", dataset_summary(result.dataset, result.made)}}};
  if (show > 0) outcome.summary["rows"] = dataset::rows_json(result.dataset.first(show));
  return outcome;
}

Outcome list_datasets(const std::filesystem::path& results) {
  results::Results::open(results);
  ordered_json list = ordered_json::array();
  for (const dataset::DatasetEntry& entry : dataset::list_datasets(results)) {
    ordered_json sources = ordered_json::array();
    for (const auto& source : entry.sources) sources.push_back({{"path", source.path}, {"bytes", source.bytes}, {"sha256", source.sha256}});
    list.push_back({{"name", entry.name},
                    {"version", entry.version},
                    {"path", entry.folder.string()},
                    {"status", entry.damaged ? "damaged" : "published"},
                    {"rows", entry.rows},
                    {"quarantined", entry.quarantined},
                    {"shards", entry.shards},
                    {"bytes", entry.bytes},
                    {"made", entry.made},
                    {"sources", std::move(sources)},
                    {"goes_on_from", entry.goes_on_from}});
  }
  return {{{"status", "finished"}, {"results", results.string()}, {"datasets", std::move(list)}}};
}

Outcome features(const config::Config& config, const Settings& settings, const std::filesystem::path& output) {
  const Plan plan = make_plan(config);
  open_results(config);
  if (!output.empty()) storage::check_creatable(output);
  const Data data = load_data(plan, settings);
  log::set_stage("features");
  const auto fitted = features::Transform::fit_apply(plan.device.exec, plan.features, data.schema, training_rows(data));
  const features::Transform& transform = fitted.transform;
  std::vector<std::uint32_t> all(data.table.rows());
  std::iota(all.begin(), all.end(), 0U);
  features::Matrix x = transform.apply(plan.device.exec, data.table, all);
  take_training_rows(fitted, x);
  const std::string text = features_csv(plan, data, transform, x);
  ordered_json summary = {{"status", "finished"},
                          {"features", transform.feature_names()},
                          {"rows", all.size()},
                          {"output", nullptr},
                          {"dataset", dataset_summary(data.dataset, data.made)},
                          {"transform", transform.to_json()}};
  if (output.empty()) {
    summary["csv"] = text;
  } else {
    storage::write_file(output, text);
    summary["output"] = output.string();
  }
  return {summary};
}

}  // namespace trainyard::pipeline
