#include "host/pipeline/split_stage.hpp"

#include <algorithm>
#include <cmath>

#include "host/dataset/split_check.hpp"
#include "host/dataset/split_strata.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/caution.hpp"

namespace trainyard::pipeline {
namespace {

using dataset::FoldMethod;
using dataset::Role;
using dataset::SplitMethod;
using nlohmann::ordered_json;

std::string text_at(const config::Config& config, const char* key) {
  return config.at(key).is_string() ? config.at(key).get<std::string>() : "";
}

// A value as the raw file would spell it.
std::string spelling(const ordered_json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::int64_t microseconds_at(const config::Config& config, const char* key) {
  return config.at(key).is_number() ? std::llround(config.at(key).get<double>() * 1e6) : 0;
}

void read_cutoff(const config::Config& config, dataset::SplitOptions& options) {
  const std::string cutoff = text_at(config, "split.cutoff");
  if (cutoff.empty()) return;
  const auto parsed = dataset::parse_timestamp(cutoff);
  if (!parsed.ok()) {
    config.problem("split.cutoff", "'" + cutoff + "': " + parsed.problem + "; write it like 2012-10-01 or 2012-10-01T05:00:00Z");
  }
  options.cutoff = parsed.value;
}

void read_folds(const config::Config& config, dataset::SplitOptions& options) {
  options.folds = config.at("split.folds");
  if (const std::string cv = text_at(config, "split.cv"); !cv.empty()) options.cv = dataset::fold_method_from_name(cv);
  if (dataset::folds_by_time(options)) options.fold_column = text_at(config, "data.timestamp");
  if (dataset::folds_by_group(options)) options.fold_column = text_at(config, "split.group");
  options.window = microseconds_at(config, "split.window_size");
  if (config.at("split.weighted") == true) options.weight = text_at(config, "data.weight");
  options.stratify = text_at(config, "split.stratify");
  if (config.at("split.bins").is_number()) options.bins = config.at("split.bins");
}

std::string role_text(Role role) { return "the role " + std::string(dataset::role_name(role)); }

constexpr const char* remedy = "; leave --dataset out, or name a dataset that `trainyard shard` made with this config";

// A dataset made with this config has its roles. One given by --dataset may have others, with other rows set aside.
void check_roles(const config::Config& config, const dataset::Schema& schema) {
  const auto roles = column_roles(config);
  for (const auto& [column, role, key] : roles) {
    const auto* field = schema.find(column);
    if (field != nullptr && field->role == role) continue;
    throw Error(ExitCode::bad_data, config.where(key) + ": the dataset has no column '" + column + "' with " + role_text(role) + remedy);
  }
  for (const auto& field : schema.fields) {
    if (dataset::role_key(field.role).empty() || field.role == Role::target) continue;  // what no key of the config gives
    if (std::any_of(roles.begin(), roles.end(), [&](const auto& given) { return given.column == field.name; })) continue;
    throw Error(ExitCode::bad_data, config.where(dataset::role_key(field.role)) + ": the dataset gives column '" + field.name + "' " +
                                        role_text(field.role) + ", and this config does not name it" + remedy);
  }
}

void check_test_files(const config::Config& config, const dataset::SplitOptions& options, const dataset::Dataset& dataset) {
  const auto& sources = dataset.sources();
  const auto test = std::find_if(sources.begin(), sources.end(), [](const auto& source) { return source.test; });
  if ((test != sources.end()) == (options.method == SplitMethod::file)) return;
  throw Error(ExitCode::bad_data, config.where("split.method") + ": " +
                                      (test == sources.end() ? "file: the dataset has no test file"
                                                             : std::string(split_method_name(options.method)) +
                                                                   ": the dataset has the test file " + test->path) +
                                      remedy);
}

// What the split promised to keep apart is our fault; rows with the same content are the data's, and a score that knows them is too good.
// Returns how many training rows equal a test row.
std::uint64_t check_overlap(const config::Config& config, const dataset::SplitOptions& options, const dataset::Dataset& dataset,
                            const dataset::Table& table, const std::vector<dataset::Content>& contents, const dataset::Split& split) {
  std::string equal;
  std::uint64_t shared = 0;
  for (const auto& finding : dataset::check_split(table, contents, dataset.sources(), options, split)) {
    if (finding.overlap != dataset::Overlap::content) throw Error(ExitCode::bug, "the split is wrong: " + finding.text);
    equal += (equal.empty() ? "" : "; ") + finding.text;
    if (!finding.in_folds) shared = finding.rows;
  }
  if (equal.empty()) return 0;
  log::warning(config.where("split") + ": " + equal +
               ": scores may be too good; remove what is there twice, or keep such rows together with split.method: group");
  return shared;
}

}  // namespace

dataset::SplitOptions read_split(const config::Config& config) {
  dataset::SplitOptions options;
  options.method = dataset::split_method_from_name(config.at("split.method").get<std::string>());
  options.column = text_at(config, "split.column");
  const ordered_json& test = config.at("split.test");
  options.gap = microseconds_at(config, "split.gap");
  if (options.method == SplitMethod::time) {
    options.column = text_at(config, "data.timestamp");
    read_cutoff(config, options);
  }
  if (options.method == SplitMethod::column) {
    for (const auto& mark : test.is_array() ? test : ordered_json::array({test})) options.marks.push_back(spelling(mark));
  } else if (options.method != SplitMethod::file && test.is_number()) {
    options.test = test;
  }
  read_folds(config, options);
  return options;
}

std::vector<dataset::ColumnRole> column_roles(const config::Config& config) {
  std::vector<dataset::ColumnRole> roles;
  const auto add = [&](const char* key, Role role) {
    const std::string column = text_at(config, key);
    const bool known = std::any_of(roles.begin(), roles.end(), [&](const auto& given) { return given.column == column; });
    if (!column.empty() && !known) roles.push_back({column, role, key});
  };
  add("data.weight", Role::weight);
  add("data.timestamp", Role::timestamp);
  add("split.column", config.at("split.method") == "group" ? Role::group : Role::split);
  add("split.group", Role::group);
  return roles;
}

dataset::Split make_split(const config::Config& config, const dataset::SplitOptions& options, std::uint64_t seed,
                          const dataset::Dataset& dataset, const dataset::Table& table, const std::vector<dataset::Content>& contents,
                          std::span<const std::int32_t> strata, std::uint64_t* shared_rows) {
  check_roles(config, dataset.schema());
  check_test_files(config, options, dataset);
  if (const std::string why = split_caution(options, dataset.schema()); !why.empty()) caution(config, "split.method", why);
  config.check();
  try {
    auto split = dataset::split_rows(table, dataset.sources(), options, seed, strata);
    const std::uint64_t shared = check_overlap(config, options, dataset, table, contents, split);
    if (shared_rows != nullptr) *shared_rows = shared;
    if (split.gap_rows > 0) log::info(std::to_string(split.gap_rows) + " rows are left out for the gap before the test rows");
    return split;
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
    throw Error(ExitCode::bad_data, config.where("split") + ": " + error.what());
  }
}

std::vector<std::int32_t> split_strata(const config::Config& config, const dataset::SplitOptions& options, const Goal& goal,
                                       const dataset::Table& table) {
  if (!options.stratify.empty()) {
    if (const auto* column = table.find(options.stratify)) return dataset::strata_of(*column, options.bins);
    std::vector<std::string> known;
    for (const auto& column : table.columns) known.push_back(column.name);
    throw Error(ExitCode::bad_data,
                config.where("split.stratify") + ": there is no column '" + options.stratify + "'" + suggest(options.stratify, known));
  }
  if (goal.target.classifies()) return {goal.y.begin(), goal.y.end()};
  const bool asked =
      options.method == SplitMethod::stratified || options.cv == FoldMethod::stratified || options.cv == FoldMethod::stratified_group;
  return asked ? dataset::strata_of(goal.y, options.bins) : std::vector<std::int32_t>{};
}

std::string split_caution(const dataset::SplitOptions& options, const dataset::Schema& schema) {
  if (options.method != SplitMethod::random && options.method != SplitMethod::stratified) return {};
  const auto timed = std::find_if(schema.fields.begin(), schema.fields.end(), [](const auto& field) {
    return field.type == dataset::ColumnType::timestamp && field.role != Role::ignore && field.role != Role::target;
  });
  if (timed == schema.fields.end()) return {};
  return "is " + std::string(split_method_name(options.method)) + ", and the rows have times (column '" + timed->name +
         "'): training on rows later than the test rows gives a score that new rows may not reach; use split.method: time with "
         "data.timestamp: " +
         timed->name;
}

ordered_json split_record(const dataset::SplitOptions& options, const dataset::Split& split) {
  ordered_json record = {{"train", split.train.size()}, {"test", split.test.size()}, {"folds", options.folds}};
  if (options.method == SplitMethod::time) record["gap_rows"] = split.gap_rows;
  if (!split.calibration.empty()) record["calibration"] = split.calibration.size();
  return record;
}

ordered_json split_key(const config::Config& config) {
  ordered_json split = config.at("split");
  if (split.at("method") == "file") split.erase("test");
  return split;
}

}  // namespace trainyard::pipeline
