#include <numeric>

#include "host/bundle/bundle.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/bundle_place.hpp"
#include "host/pipeline/history_stage.hpp"
#include "host/pipeline/pipeline.hpp"
#include "host/pipeline/plan.hpp"
#include "host/pipeline/predictions.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

ordered_json report_counts(const features::ApplyCounts& counts, std::vector<std::string>& warnings) {
  ordered_json unseen = ordered_json::object();
  for (const auto& [column, count] : counts.unseen) {
    if (count == 0) continue;
    unseen[column] = count;
    warnings.push_back(std::to_string(count) + " values of '" + column + "' were not seen in training");
  }
  return unseen;
}

}  // namespace

Outcome predict(const PredictRequest& request) {
  log::set_stage("predict");
  if (!request.output.empty()) storage::check_creatable(request.output);
  const auto device = choose_device(request.device, thread_count(request.threads));
  const auto [folder, version] = bundle_place(request.model, request.results);
  const auto bundle = bundle::load(folder, device.exec);
  auto raw = dataset::read_raw(request.input, bundle.history.required(bundle.schema), request.memory_bytes, bundle.csv);
  bundle.history.apply(raw.table, bundle.history.read_joined(joined_reading(request.memory_bytes, device.exec.threads, bundle.csv)));

  std::vector<std::string> warnings;
  for (const auto& column : raw.extra) warnings.push_back("column '" + column + "' is not a feature of the model and was ignored");
  std::vector<std::uint32_t> rows(raw.table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  features::ApplyCounts counts;
  const auto predictions = bundle.predict(device.exec, raw.table, rows, &counts);
  const ordered_json unseen = report_counts(counts, warnings);
  for (const auto& warning : warnings) log::warning(warning);

  const std::string text = predictions_csv(bundle, raw.table, rows, predictions, false);
  ordered_json summary = {{"status", "finished"},     {"rows", rows.size()}, {"output", nullptr},
                          {"model", folder.string()}, {"unseen", unseen},    {"warnings", warnings}};
  if (bundle.interval) {
    summary["prediction_intervals"] = {{"method", bundle.interval->method}, {"nominal_coverage", bundle.interval->coverage}};
  }
  if (!version.is_null()) summary["model_version"] = version;
  if (request.output.empty()) {
    summary["csv"] = text;
  } else {
    storage::write_file(request.output, text);
    summary["output"] = request.output.string();
  }
  return {summary};
}

}  // namespace trainyard::pipeline
