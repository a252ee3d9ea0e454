#include "host/monitor/options.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/evaluate/score.hpp"

namespace trainyard::monitor {
namespace {

using kernels::drift::DriftTest;
using nlohmann::ordered_json;

constexpr const char* automatic = "psi";
constexpr double usual_alpha = 0.05;

std::optional<double> number_at(const ordered_json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || !found->is_number() ? std::nullopt : std::optional(found->get<double>());
}

Limits read_limits(const ordered_json& given) {
  Limits limits;
  if (!given.is_object()) return limits;
  if (given.contains("test")) {
    const std::string name = given["test"];
    limits.test = kernels::drift::find_test(name == "auto" ? automatic : name);
  }
  limits.max = number_at(given, "max");
  limits.alpha = number_at(given, "alpha");
  return limits;
}

Limits complete(const Limits& own, const Limits& all, bool categories) {
  const DriftTest& wanted = own.test != nullptr ? *own.test : *all.test;
  const DriftTest& test = kernels::drift::test_for(wanted, categories);
  Limits limits{.test = &test, .max = own.max, .alpha = own.alpha};
  if (!limits.max && &test == all.test) limits.max = all.max;
  if (!test.has_p_value) {
    limits.alpha.reset();
    if (!limits.max) limits.max = test.max;
    return limits;
  }
  if (!limits.alpha) limits.alpha = all.alpha;
  if (!limits.alpha && !limits.max) limits.alpha = usual_alpha;
  return limits;
}

std::optional<ScoreLimit> read_score(const config::Config& config) {
  const ordered_json& given = config.at("monitor.score");
  if (!given.is_object()) return std::nullopt;
  return ScoreLimit{.metric = evaluate::metric_name(given.at("metric")),
                    .max = number_at(given, "max"),
                    .min = number_at(given, "min"),
                    .max_loss = number_at(given, "max_loss")};
}

std::string text_at(const config::Config& config, const char* key) {
  const ordered_json& value = config.at(key);
  return value.is_string() ? value.get<std::string>() : "";
}

}  // namespace

std::string correction_name(Correction correction) {
  switch (correction) {
    case Correction::bonferroni:
      return "bonferroni";
    case Correction::benjamini_hochberg:
      return "benjamini_hochberg";
    case Correction::none:
      break;
  }
  return "none";
}

Limits DriftOptions::of_column(const std::string& column, bool categories) const {
  const auto found = columns.find(column);
  return complete(found == columns.end() ? Limits() : found->second, all, categories);
}

Limits DriftOptions::of_predictions(bool categories) const { return complete(predictions, all, categories); }

Options Options::from_config(const config::Config& config) {
  Options options;
  options.reference = text_at(config, "monitor.reference");
  options.drift.all = read_limits(config.at("monitor.drift"));
  options.drift.predictions = read_limits(config.at("monitor.drift.predictions"));
  if (const ordered_json& columns = config.at("monitor.drift.columns"); columns.is_object()) {
    for (const auto& [name, limits] : columns.items()) options.drift.columns[name] = read_limits(limits);
  }
  for (const Correction one : {Correction::bonferroni, Correction::benjamini_hochberg}) {
    if (config.at("monitor.drift.correction") == correction_name(one)) options.drift.correction = one;
  }
  options.quality = {.max_missing_increase = config.at("monitor.quality.max_missing_increase"),
                     .max_unseen = config.at("monitor.quality.max_unseen"),
                     .max_bad_rows = config.at("monitor.quality.max_bad_rows"),
                     .min_rows = config.at("monitor.quality.min_rows")};
  if (const std::string labels = text_at(config, "monitor.labels"); !labels.empty()) options.labels = config.resolve(labels);
  options.key = text_at(config, "monitor.key");
  options.score = read_score(config);
  options.alert = text_at(config, "monitor.alert");
  if (const std::string file = text_at(config, "monitor.textfile"); !file.empty()) options.textfile = config.resolve(file);
  return options;
}

void check_columns(const config::Config& config, const Options& options, const std::vector<dataset::Field>& inputs) {
  std::vector<std::string> names;
  names.reserve(inputs.size());
  for (const dataset::Field& field : inputs) names.push_back(field.name);
  for (const auto& [name, limits] : options.drift.columns) {
    const std::string key = "monitor.drift.columns." + name;
    const auto field = std::ranges::find(inputs, name, &dataset::Field::name);
    if (field == inputs.end()) {
      config.problem(key, "is no column that the model reads" + suggest(name, names));
    } else if (field->personal) {
      config.problem(key, "is personal: the reference holds none of its values, so it is not compared");
    } else if (limits.test != nullptr && field->type == dataset::ColumnType::category && limits.test->of_categories == nullptr) {
      config.problem(key + ".test", std::string(limits.test->name) + " is for numbers, and the column holds categories; use " +
                                        std::string(limits.test->stand_in));
    }
  }
}

}  // namespace trainyard::monitor
