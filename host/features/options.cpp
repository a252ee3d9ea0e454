#include "host/features/options.hpp"

#include <algorithm>
#include <array>

#include "host/error/error.hpp"
#include "host/features/expression.hpp"
#include "host/features/plan.hpp"
#include "host/features/selection.hpp"

namespace trainyard::features {

std::span<const std::string> category_imputers() {
  static const std::array<std::string, 2> words = {"none", "missing"};
  return words;
}

std::span<const std::string> unseen_policies() {
  static const std::array<std::string, 3> words = {"error", "missing", "other"};
  return words;
}

std::span<const std::string> outlier_actions() {
  static const std::array<std::string, 3> words = {"clip", "missing", "drop"};
  return words;
}

FeatureOptions FeatureOptions::from_config(const config::Config& config) {
  const Report report = [&](const std::string& key, const std::string& message) { config.problem(key, message); };
  FeatureOptions options;
  if (const auto& numeric = config.at("features.numeric"); numeric.is_object()) {
    read_numeric(numeric, "features.numeric", options.numeric, report);
  }
  if (const auto& categorical = config.at("features.categorical"); categorical.is_object()) {
    read_category(categorical, "features.categorical", options.categorical, report);
  }
  if (const auto& derive = config.at("features.derive"); derive.is_object()) {
    for (const auto& [name, expression] : derive.items()) {
      try {
        options.derive.push_back({name, expression.get<std::string>()});
        (void)parse_expression(options.derive.back().expression);
      } catch (const Error& error) {
        report("features.derive." + name, error.what());
      }
    }
  }
  if (const auto& columns = config.at("features.columns"); columns.is_object()) {
    for (const auto& [name, overrides] : columns.items()) options.columns.emplace_back(name, overrides);
  }
  if (const auto& select = config.at("features.select"); select.is_array()) {
    options.select = read_select(select, "features.select", report);
  }
  return options;
}

void check_against(const FeatureOptions& options, const dataset::Schema& schema, const config::Config& config) {
  (void)make_plan(options, schema, [&](const std::string& key, const std::string& message) { config.problem(key, message); });
}

void check_against_target(const FeatureOptions& options, const dataset::Schema& schema, std::size_t classes, const config::Config& config) {
  for (const ColumnPlan& column : make_plan(options, schema, [](const std::string&, const std::string&) {}).columns) {
    const auto* category = std::get_if<CategoryOptions>(&column.options);
    if (category == nullptr) continue;
    const std::string problem = encoder_problem(*category, classes);
    if (problem.empty()) continue;
    const auto own =
        std::ranges::find_if(options.columns, [&](const auto& c) { return c.first == column.name && c.second.contains("encode"); });
    config.problem(own == options.columns.end() ? "features.categorical.encode" : "features.columns." + column.name + ".encode",
                   "column '" + column.name + "': " + problem);
  }
}

}  // namespace trainyard::features
