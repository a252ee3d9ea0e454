#include "host/pipeline/night.hpp"

#include <set>

#include "host/config/conditions.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/data_stage.hpp"
#include "host/pipeline/monitor.hpp"
#include "host/pipeline/served_model.hpp"
#include "host/registry/registry.hpp"
#include "host/storage/digest.hpp"
#include "host/system/system.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

/// `search.start_from`, with as many trials of the latest study as the search has room for; null where it has none, and for a grid, which
/// tries every point anyway.
ordered_json warm_start(const config::Config& config) {
  if (config.at("search.sampler") == "grid") return nullptr;
  const auto& start = config.at("search.start");
  const auto trials = config.at("search.trials").get<std::uint64_t>(), own = std::uint64_t{start.is_array() ? start.size() : 0};
  if (own + config::usual_start_trials <= trials) return "latest";
  return own < trials ? ordered_json{{"run", "latest"}, {"best", trials - own}} : ordered_json();
}

/// What a night trains with, where the config leaves it open.
config::Config training_config(const config::Config& config) {
  ordered_json values = ordered_json::object();
  if (!config.given("register.stage")) values["register.stage"] = registry::stage_name(registry::Stage::staging);
  if (config.at("search").is_object() && config.at("search.start_from").is_null()) {
    if (auto from = warm_start(config); !from.is_null()) values["search.start_from"] = std::move(from);
  }
  return values.empty() ? config : config.with(values);
}

nightly::Rules rules_of(const config::Config& config) {
  return {.due = config.at("nightly.due"), .retrain_on = config.at("nightly.retrain_on").get<std::vector<std::string>>()};
}

/// These files as one table under the schema of all. What is wrong with it is for monitor() to say.
fs::path table_of(const config::Config& config, const dataset::Schema& schema, const std::vector<std::string>& files) {
  dataset::ShardRequest request = shard_request(config);
  request.sources.assign(files.begin(), files.end());
  request.test_sources.clear();
  request.schema = schema;
  request.expectations.clear();
  request.max_bad_rows = 1;
  return dataset::shard(request).dataset.folder();
}

}  // namespace

ordered_json night_paths(ordered_json record, const fs::path& root) {
  const auto complete = [&](ordered_json& holder, const char* key) {
    if (!holder.is_object() || !holder.contains(key) || !holder[key].is_string()) return;
    holder[key] = (root / holder[key].get<std::string>()).string();
  };
  complete(record, "run");
  complete(record["monitor"], "run");
  complete(record["dataset"], "path");
  return record;
}

Night::Night(const config::Config& config, const Settings& settings, const nightly::Nights& nights, nightly::Date date,
             const storage::Lease& lease)
    : config_(training_config(config)),
      settings_(settings),
      nights_(nights),
      date_(date),
      lease_(lease),
      root_(config.resolve(config.at("results"))),
      begun_(nights.begun(date)) {}

ordered_json Night::work() {
  begin();
  decide(make_dataset(config_).dataset);
  ordered_json record = {{"date", begun_.at("date")},
                         {"status", "finished"},
                         {"verdict", nullptr},
                         {"decision", begun_.at("decision")},
                         {"dataset", begun_.at("dataset")},
                         {"monitor", begun_.at("monitor")},
                         {"run", nullptr},
                         {"metrics", nullptr},
                         {"gates", nullptr},
                         {"version", nullptr},
                         {"serves", begun_.at("serves")},
                         {"started", begun_.at("started")}};
  if (record["decision"].at("retrain") == true) train(record);
  log::set_stage("nightly");
  record.update({{"ended", system::now_utc()}, {"user", system::user()}, {"trainyard", TRAINYARD_VERSION}});
  check_held();
  if (!nights_.publish(date_, record)) throw taken("is finished already, by another process");
  return record;
}

void Night::begin() {
  if (!begun_.empty()) {
    log::info("going on with the night of " + nightly::date_text(date_) + ", which was interrupted");
    return;
  }
  begun_ = {
      {"date", nightly::date_text(date_)}, {"started", system::now_utc()}, {"serves", served_model(root_, config_.at("register.name"))}};
  note();
}

void Night::note() const {
  check_held();
  nights_.note(date_, begun_);
}

Error Night::taken(const std::string& how) const {
  return {ExitCode::interrupted,
          "nightly: the night of " + nightly::date_text(date_) + " " + how + ", while this one was not heard of; it wrote nothing down"};
}

void Night::check_held() const {
  if (!lease_.still_ours()) throw taken("was taken over by another process");
}

/// Once for a dataset and a config, whatever happens to the registry before the night is finished.
void Night::decide(const dataset::Dataset& dataset) {
  const std::string key = storage::sha256(dataset.version() + config_.document().dump());
  if (begun_.value("key", "") == key) return;
  const auto files = new_files(dataset);
  begun_["dataset"] = {{"version", dataset.version()},         {"path", relative(dataset.folder())}, {"rows", dataset.rows()},
                       {"quarantined", dataset.quarantined()}, {"files", dataset.sources().size()},  {"new_files", files.size()}};
  begun_["monitor"] = monitor_new(dataset, files);
  log::set_stage("nightly");
  const auto because = nightly::reasons_to_train(rules_of(config_), situation());
  begun_["decision"] = {{"retrain", !because.empty()}, {"because", because}};
  begun_["key"] = key;
  note();
  std::string words;
  for (const std::string& reason : because) words += (words.empty() ? "trains, for " : ", ") + reason;
  log::info("the night of " + nightly::date_text(date_) + (words.empty() ? " has nothing to train for" : " " + words));
}

nightly::Situation Night::situation() const {
  nightly::Situation situation{
      .date = date_, .has_model = !begun_.at("serves").is_null(), .last_training = nights_.last_training(), .alerts = {}};
  const ordered_json& found = begun_.at("monitor");
  if (found.is_null()) return situation;
  for (const ordered_json& alert : found.at("alerts")) situation.alerts.push_back(alert.at("kind"));
  return situation;
}

/// Files with a content that the night before did not know, all of them when there is none or its dataset is gone.
std::vector<std::string> Night::new_files(const dataset::Dataset& dataset) const {
  std::set<std::string> known;
  if (const auto dates = nights_.dates(); !dates.empty()) {
    const fs::path before = root_ / nights_.find(dates.back()).at("dataset").at("path").get<std::string>();
    if (fs::exists(before)) {
      const auto earlier = dataset::Dataset::open(before);
      for (const auto& source : earlier.sources()) known.insert(source.sha256);
    }
  }
  std::vector<std::string> files;
  for (const auto& source : dataset.sources()) {
    if (!source.test && !known.contains(source.sha256)) files.push_back(source.path);
  }
  return files;
}

/// What is new, held against the model that serves; null when there is nothing new, no such model, or no night before.
ordered_json Night::monitor_new(const dataset::Dataset& dataset, const std::vector<std::string>& files) const {
  const ordered_json& serves = begun_.at("serves");
  if (files.empty() || serves.is_null() || nights_.dates().empty()) return nullptr;
  MonitorRequest request;
  request.input = files.size() == 1 ? fs::path(files.front()) : table_of(config_, dataset.schema(), files);
  if (!config_.given("monitor.reference")) {
    request.reference = serves.at("name").get<std::string>() + "@" + std::to_string(serves.at("version").get<std::uint64_t>());
  }
  log::set_stage("monitor");
  const ordered_json found = monitor(config_, settings_, request).summary;
  return {{"run", relative(found.at("run").get<std::string>())}, {"verdict", found.at("verdict")}, {"alerts", found.at("alerts")}};
}

void Night::train(ordered_json& record) const {
  const ordered_json trained = run(config_, settings_).summary;
  record["run"] = relative(trained.at("run").get<std::string>());
  record["metrics"] = trained.at("metrics").at("test");
  record["gates"] = trained.value("gates", ordered_json());
  const ordered_json version = trained.value("registered", ordered_json());
  record["verdict"] = version.is_object() ? "passed" : "failed";
  if (version.is_object()) {
    record["version"] = {{"name", version.at("name")}, {"version", version.at("version")}, {"stage", version.at("stage")}};
  } else {
    log::warning("the night's model is refused; " + still_serves(root_, config_.at("register.name")));
  }
}

}  // namespace trainyard::pipeline
