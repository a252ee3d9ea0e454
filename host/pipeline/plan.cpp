#include "host/pipeline/plan.hpp"

#include <algorithm>
#include <glob.h>
#include <memory>

#include "host/error/error.hpp"
#include "host/evaluate/score.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/experiment_name.hpp"
#include "host/pipeline/split_stage.hpp"
#include "host/search/sampler.hpp"
#include "host/source/header.hpp"
#include "host/system/resources.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

/// The file itself, which must be there; else the error names the nearest one in its folder.
fs::path existing(const config::Config& config, const std::string& key, const fs::path& path) {
  std::error_code failed;
  if (fs::exists(path, failed)) return path;
  std::vector<std::string> others;
  for (const auto& entry : fs::directory_iterator(path.parent_path(), failed)) others.push_back(entry.path().filename());
  const std::string near = nearest_name(path.filename().string(), others);
  throw Error(ExitCode::no_input,
              config.where(key) + ": there is no file " + path.string() + (near.empty() ? "" : ", did you mean '" + near + "'?"));
}

/// Files that an entry of `key` names: itself, or what its wildcard matches, sorted.
std::vector<fs::path> expand(const config::Config& config, const std::string& key, const std::string& pattern) {
  if (pattern == "-") return {pattern};  // standard input
  const fs::path path = config.resolve(pattern);
  if (pattern.find_first_of("*?[") == std::string::npos) return {existing(config, key, path)};
  glob_t found{};
  const std::unique_ptr<glob_t, decltype(&globfree)> guard(&found, &globfree);
  if (glob(path.c_str(), 0, nullptr, &found) != 0) {
    throw Error(ExitCode::no_input, config.where(key) + ": no file matches '" + pattern + "'");
  }
  return {found.gl_pathv, found.gl_pathv + found.gl_pathc};
}

/// Files that `key`, a path, a glob or a list of them, names.
std::vector<fs::path> files_of(const config::Config& config, const std::string& key) {
  const auto& source = config.at(key);
  if (source.is_string()) return expand(config, key, source);
  std::vector<fs::path> all;
  for (const auto& one : source) {
    for (auto& path : expand(config, key, one)) all.push_back(std::move(path));
  }
  return all;
}

void read_metrics(const config::Config& config, Plan& plan) {
  const auto read = [&](const std::string& key, const std::string& name) -> std::string {
    try {
      return evaluate::metric_name(name);
    } catch (const Error& e) {
      config.problem(key, e.what());
      return "";
    }
  };
  const auto& wanted = config.at("evaluate.metrics");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    plan.metrics.push_back(read("evaluate.metrics[" + std::to_string(i) + "]", wanted[i]));
  }
  const auto& searched = config.at("search.metric");
  if (searched.is_string()) plan.metric = read("search.metric", searched);
}

evaluate::ThresholdRule read_threshold(const config::Config& config) {
  evaluate::ThresholdRule rule;
  const auto& given = config.at("model.threshold");
  if (given.is_number()) rule.fixed = given.get<double>();
  if (!given.is_object()) return rule;
  if (given.contains("f_beta")) rule.f_beta = given["f_beta"].get<double>();
  if (given.contains("cost")) {
    for (std::size_t actual = 0; actual < 2; ++actual) {
      for (std::size_t decided = 0; decided < 2; ++decided) rule.cost[actual][decided] = given["cost"][actual][decided].get<double>();
    }
  }
  return rule;
}

void read_model(const config::Config& config, Plan& plan) {
  plan.family = &models::family(config.at("model.type"));
  const auto& given = config.at("model.params");
  plan.params = plan.family->canonical(given.is_object() ? given : ordered_json::object(),
                                       [&](const auto& name, const auto& message) { config.problem("model.params." + name, message); });
}

void read_search(const config::Config& config, Plan& plan) {
  if (!config.at("search").is_object()) return;
  SearchPlan search{.sampler = config.at("search.sampler"),
                    .pruner = config.at("search.pruner"),
                    .timeout = std::nullopt,
                    .seed = plan.seed,
                    .space = search::space_from_config(config)};
  search.trials = search::trial_count(config, search.space);
  if (config.at("search.seed").is_number()) search.seed = config.at("search.seed");
  if (config.at("search.timeout").is_number()) search.timeout = config.at("search.timeout").get<double>();
  search.lag = config.at("search.lag");
  search.engine = config.at("search.engine");
  search.constraints = search::constraints_from_config(config);
  search.start = search::start_from_config(config);
  // Where the family is searched too, what a name stands for is decided trial by trial.
  if (std::ranges::find(search.space, "model.type", &search::Dimension::name) == search.space.end()) {
    search::use_canonical_names(*plan.family, search.space, search.start);
  }
  if (plan.split.folds < 2) config.problem("search", "needs split.folds of 2 or more: trials are compared by cross-validation");
  plan.search = std::move(search);
}

void take_uncertainty(const config::Config& config, Plan& plan) {
  plan.uncertainty = read_uncertainty(config, plan.search || plan.early_stopping());
  if (plan.split.folds < 2 && plan.uncertainty.calibration != "none") {
    config.problem("model.calibration", "needs split.folds of 2 or more: it is learned from out-of-fold predictions");
  }
  if (plan.split.folds < 2 && plan.uncertainty.is_asked && plan.uncertainty.intervals == "out_of_fold") {
    config.problem("model.prediction_intervals", "needs split.folds of 2 or more, or method: split_conformal");
  }
  if (plan.uncertainty.held_out == 0) return;
  using dataset::SplitMethod;
  const bool ordered = plan.split.method == SplitMethod::time || dataset::folds_by_time(plan.split);
  const bool grouped = plan.split.method == SplitMethod::group || dataset::folds_by_group(plan.split);
  if (ordered || grouped) {
    config.problem("model.prediction_intervals", std::string("split_conformal holds rows out at random, and the split goes by ") +
                                                     (ordered ? "time" : "groups") +
                                                     "; use out_of_fold, whose errors are those of the folds");
  }
  plan.split.calibration = plan.uncertainty.held_out;
}

dataset::DuplicateOptions read_duplicates(const config::Config& config) {
  using Action = dataset::DuplicateOptions::Action;
  const auto& given = config.at("data.duplicates");
  const auto& action = given.is_object() ? given.at("action") : given;
  dataset::DuplicateOptions options;
  if (action == "drop") options.action = Action::drop;
  if (action == "fail") options.action = Action::fail;
  if (!given.is_object()) return options;
  if (given.contains("by")) options.by = given["by"].get<std::vector<std::string>>();
  if (given.at("keep") == "last") options.keep = dataset::Keep::last;
  return options;
}

}  // namespace

bool Plan::early_stopping() const { return params.contains("early_stopping_rounds") && !params["early_stopping_rounds"].is_null(); }

source::CsvDialect csv_dialect(const config::Config& config) {
  source::CsvDialect dialect;
  const std::string quote = config.at("data.csv.quote");
  dialect.delimiter = config.at("data.csv.delimiter").get<std::string>().at(0);
  dialect.quote = quote.empty() ? '\0' : quote[0];
  dialect.header = config.at("data.csv.header");
  if (config.at("data.csv.names").is_array()) dialect.names = config.at("data.csv.names").get<std::vector<std::string>>();
  source::check_dialect(dialect);
  return dialect;
}

int thread_count(int wanted) { return wanted > 0 ? wanted : system::usable_cores(); }

dataset::ShardRequest check_request(const config::Config& config) {
  dataset::ShardRequest request;
  request.expectations = dataset::read_expectations(
      config.at("data.expect"), [&](const std::string& path) { return config.resolve(path); },
      [&](const std::string& path, const std::string& message) { config.problem(path, message); });
  request.now = dataset::time_of_checks(config.at("data.now"));
  request.where = [&config](const std::string& path) { return config.where(path); };
  request.memory_bytes = config.at("memory");
  request.threads = thread_count(config.at("threads"));
  request.warn = [](const std::string& message) { log::warning(message); };
  return request;
}

dataset::ShardRequest shard_request(const config::Config& config) {
  dataset::ShardRequest request = check_request(config);
  request.sources = files_of(config, "data.source");
  if (config.at("split.method") == "file") request.test_sources = files_of(config, "split.test");
  request.roles = column_roles(config);
  request.results = config.resolve(config.at("results"));
  request.name = config.at("experiment");
  if (config.at("data.target").is_string()) request.target = config.at("data.target");
  for (const auto& column : config.at("data.drop")) request.drop.push_back(column);
  if (config.at("data.schema").is_string()) request.schema = dataset::Schema::load(config.resolve(config.at("data.schema")));
  request.quarantine = config.at("data.on_bad_row") == "quarantine";
  request.max_bad_rows = config.at("data.max_bad_rows");
  request.duplicates = read_duplicates(config);
  request.shard_rows = config.at("data.shard_rows");
  if (config.at("data.shard_bytes").is_number()) request.shard_bytes = config.at("data.shard_bytes");
  request.packing.deflate = config.at("data.compression") == "deflate";
  request.reading.csv = csv_dialect(config);
  for (const auto& [key, text] : {std::pair{"data.origin", &request.provenance.origin},
                                  {"data.collected", &request.provenance.collected},
                                  {"data.licence", &request.provenance.licence}}) {
    if (config.at(key).is_string()) *text = config.at(key).get<std::string>();
  }
  return request;
}

void check_config(const config::Config& config) { make_plan(config); }

Plan make_plan(const config::Config& config) {
  Plan plan{.config = config, .experiment = config.at("experiment"), .device = {}, .results = config.resolve(config.at("results"))};
  check_experiment_name(config);
  plan.seed = config.at("seed");
  plan.replicates = config.at("evaluate.bootstrap");
  plan.device = choose_device(config.at("device"), thread_count(config.at("threads")));
  if (config.at("data.target").is_string()) {
    plan.target = config.at("data.target");
  } else {
    config.problem("data.target", "is required to train: name the column to predict");
  }
  if (config.at("data.task").is_string()) plan.task = models::task_from_name(config.at("data.task"));
  plan.split = read_split(config);
  plan.history = features::HistoryOptions::from_config(config);
  plan.features = features::FeatureOptions::from_config(config);
  read_metrics(config, plan);
  for (const auto& column : config.at("evaluate.slices")) plan.slices.push_back(column);
  for (const auto& column : config.at("evaluate.fairness.groups")) plan.fairness.push_back(column);
  plan.gates = read_gates(config);
  read_model(config, plan);
  plan.threshold = read_threshold(config);
  plan.checkpoint_rounds = config.at("model.checkpoint_rounds");
  plan.workers = config.at("workers");
  plan.csv = csv_dialect(config);
  read_search(config, plan);
  take_uncertainty(config, plan);
  if (plan.early_stopping() && plan.split.folds < 2) {
    config.problem("model.params.early_stopping_rounds", "needs split.folds of 2 or more: rounds are chosen on validation folds");
  }
  if (plan.threshold.is_tuned() && plan.split.folds < 2) {
    config.problem("model.threshold", "needs split.folds of 2 or more: it is learned from out-of-fold predictions");
  }
  config.check();
  return plan;
}

}  // namespace trainyard::pipeline
