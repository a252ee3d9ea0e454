#include "host/pipeline/monitor.hpp"

#include <chrono>
#include <cmath>

#include "host/error/error.hpp"
#include "host/evaluate/score.hpp"
#include "host/log/log.hpp"
#include "host/monitor/drift.hpp"
#include "host/monitor/skew.hpp"
#include "host/monitor/textfile.hpp"
#include "host/pipeline/monitor_outlets.hpp"
#include "host/pipeline/monitor_score.hpp"
#include "host/pipeline/open_results.hpp"
#include "host/pipeline/rows_to_predict.hpp"
#include "host/pipeline/run_record.hpp"
#include "host/pipeline/summary.hpp"
#include "host/pipeline/tracking_stage.hpp"
#include "host/pipeline/watched_model.hpp"
#include "host/report/run_report.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* monitor_file = "monitor.json";

/// What is asked for, before any row is read.
struct Watch {
  const Plan& plan;
  monitor::Options options;
  std::vector<fs::path> inputs = {};
  std::string dataset = {};  ///< --reference DATASET, or empty
  WatchedModel model = {};
  bundle::Bundle bundle = {};
  monitor::Reference reference = {};
};

std::vector<dataset::Field> input_fields(const bundle::Bundle& bundle) {
  dataset::Schema schema = bundle.schema;
  bundle.history.extend(schema);
  std::vector<dataset::Field> fields;
  for (const std::string& name : bundle.transform.inputs()) fields.push_back(*schema.find(name));
  return fields;
}

std::vector<fs::path> monitored_inputs(const config::Config& config, const MonitorRequest& request) {
  if (request.input.empty()) return shard_request(config).sources;
  if (!fs::exists(request.input)) throw Error(ExitCode::no_input, "--input: there is no file " + request.input.string());
  return {request.input};
}

Watch watch(const Plan& plan, const results::Results& results, const MonitorRequest& request) {
  const config::Config& config = plan.config;
  Watch watch{.plan = plan, .options = monitor::Options::from_config(config)};
  if (!request.labels.empty()) watch.options.labels = request.labels;
  if (!watch.options.labels.empty() && watch.options.key.empty())
    config.problem("monitor.key", "is needed with labels: the column of rows and labels by which they are joined");
  config.check();
  if (is_dataset(request.reference)) watch.dataset = request.reference;
  watch.model =
      find_watched(plan, results, watch.dataset.empty() && !request.reference.empty() ? request.reference : watch.options.reference);
  log::info("watching the model of " + (watch.model.run.empty() ? watch.model.folder.string() : watch.model.run));
  watch.bundle = bundle::load(watch.model.folder, plan.device.exec);
  check_columns(config, watch.options, input_fields(watch.bundle));
  check_score_limit(plan, watch.options, watch.bundle);
  config.check();
  if (!watch.options.labels.empty() && !fs::exists(watch.options.labels))
    throw Error(ExitCode::no_input, "monitor.labels: there is no file " + watch.options.labels.string());
  if (!watch.options.textfile.empty()) storage::check_creatable(watch.options.textfile);
  watch.inputs = monitored_inputs(config, request);
  watch.reference = watched_reference(watch.model, watch.bundle, watch.dataset, plan);
  return watch;
}

void add_finding(ordered_json& document, const char* key, monitor::Finding finding) {
  document[key] = std::move(finding.document);
  for (const monitor::Alert& alert : finding.alerts) document["alerts"].push_back(alert.to_json());
}

/// monitor.json: what was found. It holds no times, paths or thread counts.
ordered_json find_alerts(const Watch& watch, const MonitoredRows& rows, const MonitoredRequest& request) {
  ordered_json document = {{"verdict", nullptr}, {"alerts", ordered_json::array()}};
  document["model"] = {{"run", watch.model.run}, {"version", watch.model.version}};
  document["reference"] = {{"of", watch.dataset.empty() ? "training" : "dataset"}, {"rows", watch.reference.rows}};
  auto columns = compare_columns(watch.plan.device.exec, watch.options.drift, watch.reference, rows.observed.table);
  add_finding(document, "quality", check_quality(watch.options.quality, rows.observed, columns.quality));
  add_finding(document, "drift", std::move(columns.drift));
  const auto predictions = monitor::describe_predictions(watch.bundle, rows.observed.predictions, monitor::Detail::whole);
  add_finding(document, "predictions", check_predictions(watch.options.drift, watch.reference, predictions));
  add_finding(document, "skew", check_skew(watch.bundle, rows.observed));
  add_finding(document, "score", live_score(watch.plan, watch.options, watch.bundle, watch.reference, rows, request));
  document["verdict"] = document["alerts"].empty() ? "ok" : "alert";
  return document;
}

ordered_json monitored_sources(const Watch& watch) {
  ordered_json sources = ordered_json::array();
  for (const fs::path& input : watch.inputs) {
    sources.push_back({{"path", input.string()}});
    sources.back().update(identity_of_input(input));
  }
  ordered_json data = {{"sources", sources}, {"target", watch.bundle.target}, {"labels", nullptr}};
  const fs::path& labels = watch.options.labels;
  if (!labels.empty()) data["labels"] = {{"path", labels.string()}, {"key", watch.options.key}, {"sha256", storage::sha256_file(labels)}};
  if (!watch.dataset.empty()) data["reference"] = watch.dataset;
  return data;
}

ordered_json monitor_metrics(const Watch& watch, const ordered_json& found) {
  const ordered_json& score = found.at("score");
  return {{"task", models::task_name(watch.bundle.kind.task)},
          {"metric", watch.options.score ? watch.options.score->metric : evaluate::default_metrics(watch.bundle.kind).front()},
          {"train", nullptr},
          {"cv", nullptr},
          {"test", nullptr},
          {"baseline", nullptr},
          {"live", score.is_object() ? score.at("metrics") : ordered_json()}};
}

/// Looks at the rows and writes the run; returns the name to publish it under.
std::string make_monitor_run(const Watch& watch, const Settings& settings, const MonitorRequest& request, const std::string& key,
                             results::PendingRun& pending, ordered_json& found) {
  const log::ToFile to_file(pending.folder() / "log.jsonl");
  const ordered_json asked = {{"input", request.input.string()}, {"labels", request.labels.string()}, {"reference", request.reference}};
  RunRecord record(pending, watch.plan, settings, "monitor", watch.model.run, {{"key", key}, {"monitor", asked}});
  const MonitoredRequest wanted{.inputs = watch.inputs,
                                .key = watch.options.labels.empty() ? "" : watch.options.key,
                                .memory_bytes = watch.plan.config.at("memory"),
                                .exec = watch.plan.device.exec};
  const MonitoredRows rows = record.stage("predict", [&] { return read_monitored_rows(watch.bundle, wanted); });
  found = record.stage("monitor", [&] { return find_alerts(watch, rows, wanted); });
  record.write_json(monitor_file, found);
  record.write_json("data.json", monitored_sources(watch));
  record.write_json("metrics.json", monitor_metrics(watch, found));
  record.set_summary({{"verdict", found.at("verdict")}, {"rows", rows.observed.table.rows()}});
  const std::string name = record.finish("monitor-" + found.at("verdict").get<std::string>());
  storage::write_file(record.folder() / report::report_name, report::run_report(report::read_run_files(record.folder())));
  return name;
}

results::PendingRun claim_monitor_run(results::Results& results, const Plan& plan, const Settings& settings, const std::string& key) {
  if (settings.resumed) return results.claim(settings.resumed->folder);
  return results.start(plan.experiment, key, results::run_name("monitor"), true, plan.config.document());
}

double seconds_now() { return std::floor(std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count()); }

}  // namespace

Outcome monitor(const config::Config& config, const Settings& settings, const MonitorRequest& request) {
  log::set_stage("monitor");
  const Plan plan = make_plan(config);
  auto results = open_results(config);
  const Watch watched = watch(plan, results, request);
  // Never found again: the same rows at another time are another observation.
  const std::string key = storage::sha256("monitor " + results::run_name("monitor"));
  auto pending = claim_monitor_run(results, plan, settings, key);
  ordered_json found;
  fs::path published;
  try {
    const std::string name = make_monitor_run(watched, settings, request, key, pending, found);
    published = pending.publish(name);
  } catch (const Error&) {
    pending.discard();
    throw;
  }
  Outcome outcome{summary_of(results.find(published.string()), "finished")};
  outcome.summary["verdict"] = found.at("verdict");
  outcome.summary["alerts"] = found.at("alerts");
  outcome.summary["model"] = watched.model.folder.string();
  outcome.summary["rows"] = found.at("quality").at("rows");
  outcome.summary["score"] = found.at("score");
  if (!watched.options.textfile.empty())
    write_textfile(watched.options.textfile, monitor::prometheus_text(found, watched.model.label, seconds_now()));
  if (!watched.options.alert.empty() && !found.at("alerts").empty())
    outcome.summary["alert_command"] = run_alert_command(watched.options.alert, published, found.at("alerts"));
  return tracking_stage(config, std::move(outcome));
}

}  // namespace trainyard::pipeline
