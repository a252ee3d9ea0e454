// validate, shard and features: the verbs before training.
#include <functional>

#include "host/dataset/explain.hpp"
#include "host/dataset/list.hpp"
#include "host/dataset/rows_json.hpp"
#include "host/dataset/suggest.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/data_stage.hpp"
#include "host/pipeline/experiment_name.hpp"
#include "host/pipeline/feature_table.hpp"
#include "host/pipeline/history_stage.hpp"
#include "host/pipeline/open_results.hpp"
#include "host/pipeline/stop.hpp"
#include "host/pipeline/target_check.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/overwrite.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

/// Hands the table on block by block.
void write_features(const Plan& plan, const features::Fitted& fitted, const features::RowSource& rows, const FeatureTable& table,
                    const std::function<void(const std::vector<output::Values>& columns)>& write) {
  fitted.each(plan.device.exec, rows, [&](const features::Matrix& block, std::size_t first_row) {
    check_stop();
    write(table.columns(block, first_row));
  });
}

/// The table must not replace what it is made of.
void check_table_output(const Plan& plan, const Settings& settings, const std::filesystem::path& output) {
  std::vector<storage::NeededFile> needed;
  for (const auto& join : plan.history.joins) needed.push_back({"features.join", join.source});
  if (!settings.dataset) {
    const auto request = shard_request(plan.config);
    for (const auto& source : request.sources) needed.push_back({"data.source", source});
    for (const auto& source : request.test_sources) needed.push_back({"split.test", source});
  }
  storage::check_replaceable("--output", output, needed);
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
  if (!output.empty()) {
    check_table_output(plan, settings, output);
    storage::check_creatable(output);
  }
  const Data data = load_keys(plan, settings);
  log::set_stage("features");
  const auto rows = feature_rows(plan, data);
  const auto fitted = features::Transform::learn(plan.device.exec, plan.features, data.schema, training_rows(data, *rows));
  const FeatureTable table(plan, data, fitted.transform);
  ordered_json summary = {
      {"status", "finished"}, {"features", fitted.transform.feature_names()},        {"rows", rows->rows()},
      {"output", nullptr},    {"dataset", dataset_summary(data.dataset, data.made)}, {"transform", fitted.transform.to_json()}};
  if (output.empty()) {
    std::string text = output::csv_header(table.fields());
    write_features(plan, fitted, *rows, table, [&](const auto& columns) { text += output::csv_rows(table.fields(), columns); });
    summary["csv"] = std::move(text);
  } else {
    const auto file = output::create(output, table.fields(), rows->rows());
    write_features(plan, fitted, *rows, table, [&](const auto& columns) { file->write(columns); });
    file->publish();
    summary["output"] = output.string();
  }
  return {summary};
}

}  // namespace trainyard::pipeline
