#include <numeric>

#include "host/bundle/bundle.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/history_stage.hpp"
#include "host/pipeline/pipeline.hpp"
#include "host/pipeline/plan.hpp"
#include "host/pipeline/predictions.hpp"
#include "host/registry/registry.hpp"
#include "host/results/results.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

struct Place {
  fs::path folder;
  ordered_json version;  ///< {name, version, stage} of a model of the registry, else null
};

/// A folder given by path, else a version of the registry, else a run by name, below the results directory.
Place bundle_place(const PredictRequest& request) {
  if (fs::exists(request.model)) return {request.model, nullptr};
  if (request.results.empty() || !fs::exists(request.results)) {
    throw Error(ExitCode::no_input, "--model: no run or bundle at '" + request.model + "', and no results directory to look it up in");
  }
  const auto results = results::Results::open(request.results);
  if (!registry::is_reference(request.model)) return {results.find(request.model).folder, nullptr};
  const auto found = registry::Registry::open(request.results).resolve(request.model);
  const char* const stage = registry::stage_name(found.version.stage);
  log::info(found.model.name + " version " + std::to_string(found.version.number) + ", " + stage);
  return {found.folder, {{"name", found.model.name}, {"version", found.version.number}, {"stage", stage}}};
}

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
  const auto [folder, version] = bundle_place(request);
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
