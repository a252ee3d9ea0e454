#include "host/pipeline/data_stage.hpp"

#include <algorithm>

#include "host/dataset/split_check.hpp"
#include "host/error/error.hpp"
#include "host/features/shard_rows.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/caution.hpp"
#include "host/pipeline/data_warnings.hpp"
#include "host/pipeline/evaluate_check.hpp"
#include "host/pipeline/history_stage.hpp"
#include "host/pipeline/split_stage.hpp"
#include "host/pipeline/stop.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

/// A class that only test rows have cannot be learned, and is most often another spelling of one that can.
void check_training_classes(const Plan& plan, const Data& data) {
  if (!data.goal.target.classifies()) return;
  std::vector<bool> learned(data.goal.labels.size(), false);
  for (const std::uint32_t row : data.split.train) learned[static_cast<std::size_t>(data.goal.y[row])] = true;
  const auto at = std::ranges::find(learned, false);
  if (at == learned.end()) return;
  const std::string& label = data.goal.labels[static_cast<std::size_t>(at - learned.begin())];
  throw Error(ExitCode::bad_data,
              plan.config.where("data.target") + ": no training row is of class '" + label +
                  "', which test rows have; is it spelt otherwise there? Use split.method: stratified, or mend the data");
}

/// Personal values that a model cannot do without get into the run, schema or not.
void caution_of_personal(const Plan& plan, const dataset::Schema& schema) {
  for (const dataset::Field& field : schema.fields) {
    const bool category = field.type == dataset::ColumnType::category && field.role == dataset::Role::feature;
    if (!field.personal || !(category || field.role == dataset::Role::target)) continue;
    caution(plan.config, "data.schema",
            "column '" + field.name + "' is personal, and as a " + (category ? "category to learn from" : "target") +
                " its values become part of the run; give it another role, or drop it");
  }
}

Data find_dataset(const Plan& plan, const Settings& settings) {
  Data data;
  if (settings.dataset) {
    data.dataset = dataset::Dataset::open(*settings.dataset);
    dataset::check_expectations(data.dataset, check_request(plan.config));
  } else {
    auto result = make_dataset(plan.config);
    data.dataset = std::move(result.dataset);
    data.made = result.made;
  }
  log::info((data.made ? "made dataset " : "found dataset ") + data.dataset.version() + ": " + std::to_string(data.dataset.rows()) +
            " rows, " + std::to_string(data.dataset.quarantined()) + " in quarantine");
  return data;
}

/// The columns of the table, those of the history among them, held against the config; the second tables for the history.
std::vector<dataset::Table> prepare_columns(const Plan& plan, Data& data) {
  auto past = read_history(plan.config, plan.history, data.dataset.schema());
  data.schema = std::move(past.schema);
  features::check_against(plan.features, data.schema, plan.config);
  caution_of_personal(plan, data.schema);
  plan.config.check();
  data.history = std::move(past.history);
  data.joined = std::move(past.files);
  return std::move(past.tables);
}

void split(const Plan& plan, Data& data, const std::vector<dataset::Content>& contents) {
  data.goal = read_goal(plan, data.dataset.schema(), data.table);
  check_evaluation(plan, data.goal, data.table);
  features::check_against_target(plan.features, data.schema, static_cast<std::size_t>(data.goal.target.classes), plan.config);
  plan.config.check();
  data.split = make_split(plan.config, plan.split, plan.seed, data.dataset, data.table, contents,
                          split_strata(plan.config, plan.split, data.goal, data.table), &data.shared_rows);
  check_training_classes(plan, data);
  check_rows(plan.config, plan.uncertainty, (plan.split.calibration > 0 ? data.split.calibration : data.split.train).size());
}

/// Columns of the table that the target, the weights and the split are made of; those that it lacks are refused where they are used.
std::vector<std::string> key_columns(const Plan& plan, const dataset::Table& table) {
  std::vector<std::string> keys;
  const auto add = [&](const std::string& name) {
    if (table.find(name) != nullptr && std::ranges::find(keys, name) == keys.end()) keys.push_back(name);
  };
  const auto& weight = plan.config.at("data.weight");
  if (weight.is_string()) add(weight.get<std::string>());
  for (const std::string& name : {plan.target, plan.split.column, plan.split.fold_column, plan.split.weight, plan.split.stratify})
    add(name);
  return keys;
}

void append(dataset::Table& table, const dataset::Table& block, const std::vector<std::string>& columns, std::size_t rows) {
  const auto append_to = [rows](auto& values, const auto& more) {
    if (values.empty() && !more.empty()) values.reserve(rows);
    values.insert(values.end(), more.begin(), more.end());
  };
  append_to(table.ids, block.ids);
  for (dataset::Column& column : table.columns) {
    if (std::ranges::find(columns, column.name) == columns.end()) continue;
    const dataset::Column& more = *block.find(column.name);
    append_to(column.numbers, more.numbers);
    append_to(column.codes, more.codes);
  }
}

}  // namespace

dataset::ShardResult make_dataset(const config::Config& config) {
  dataset::ShardRequest request = shard_request(config);
  log::set_stage("shard");
  std::optional<log::Progress> progress;
  request.progress = [&](std::uint64_t done, std::uint64_t total) {
    check_stop();
    if (total == 0) return;
    if (!progress) progress.emplace("reading", total, "bytes");
    progress->update(done);
  };
  return dataset::shard(request);
}

features::Training training_rows(const Data& data, const features::RowSource& source) {
  return {source, data.split.train, data.goal.y, static_cast<std::size_t>(data.goal.target.classes), data.goal.weight, data.goal.labels};
}

Data load_data(const Plan& plan, const Settings& settings) {
  Data data = find_dataset(plan, settings);
  const auto joined = prepare_columns(plan, data);
  data.table = data.dataset.read();
  const auto contents = dataset::contents_of(data.table, data.dataset.schema());
  data.history.apply(data.table, joined);
  split(plan, data, contents);
  data.warnings = data_warnings(plan, data);
  return data;
}

Data load_keys(const Plan& plan, const Settings& settings) {
  if (!plan.history.empty()) return load_data(plan, settings);
  Data data = find_dataset(plan, settings);
  prepare_columns(plan, data);
  const features::ShardRows rows(data.dataset, {plan.config.at("memory"), plan.device.exec.threads});
  data.table = rows.layout();
  const auto keys = key_columns(plan, data.table);
  std::vector<std::string> compared = keys;
  for (const dataset::Field& field : data.dataset.schema().fields) {
    const bool is_compared = field.role == dataset::Role::feature || field.role == dataset::Role::target;
    if (is_compared && std::ranges::find(compared, field.name) == compared.end()) compared.push_back(field.name);
  }
  std::vector<dataset::Content> contents;
  contents.reserve(rows.rows());
  rows.each(compared, [&](const dataset::Table& block, std::size_t) {
    append(data.table, block, keys, rows.rows());
    const auto more = dataset::contents_of(block, data.dataset.schema());
    contents.insert(contents.end(), more.begin(), more.end());
  });
  split(plan, data, contents);
  return data;
}

std::unique_ptr<features::RowSource> feature_rows(const Plan& plan, const Data& data) {
  if (!plan.history.empty()) return std::make_unique<features::TableRows>(data.table);
  return std::make_unique<features::ShardRows>(data.dataset,
                                               features::ShardRows::Settings{plan.config.at("memory"), plan.device.exec.threads});
}

ordered_json dataset_summary(const dataset::Dataset& dataset, bool made) {
  return {{"path", dataset.folder().string()},    {"version", dataset.version()}, {"rows", dataset.rows()},
          {"quarantined", dataset.quarantined()}, {"shards", dataset.shards()},   {"made", made}};
}

ordered_json data_record(const Plan& plan, const Data& data, const std::vector<std::string>& features) {
  ordered_json sources = ordered_json::array();
  for (const auto& source : data.dataset.sources()) sources.push_back(dataset::source_json(source));
  ordered_json record = {{"dataset", dataset_summary(data.dataset, data.made)},
                         {"sources", sources},
                         {"target", plan.target},
                         {"weight", plan.config.at("data.weight")},
                         {"task", models::task_name(data.goal.target.task)},
                         {"classes", data.goal.labels},
                         {"split", split_record(plan.split, data.split)},
                         {"features", features}};
  for (const auto& file : data.joined) record["joined"].push_back(dataset::source_json(file));
  return record;
}

}  // namespace trainyard::pipeline
