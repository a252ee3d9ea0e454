#include "host/pipeline/target_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/error/error.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

[[noreturn]] void refuse_target(const config::Config& config, const std::string& what) {
  throw Error(ExitCode::bad_data, config.where("data.target") + ": column '" + config.at("data.target").get<std::string>() + "' " + what);
}

[[noreturn]] void refuse_times(const config::Config& config) { refuse_target(config, "holds timestamps; predict a number or a class"); }

[[noreturn]] void refuse_constant(const config::Config& config) {
  refuse_target(config, "has the same value in every row: there is nothing to learn");
}

template <typename T>
bool is_constant(const std::vector<T>& values) {
  return std::all_of(values.begin(), values.end(), [&](const T& value) { return value == values.front(); });
}

}  // namespace

void check_target(const config::Config& config, const dataset::Table& table, const dataset::Column& target) {
  if (dataset::is_time(target.type)) refuse_times(config);
  if (is_constant(target.numbers) && is_constant(target.codes)) refuse_constant(config);
  const auto large = std::find_if(target.numbers.begin(), target.numbers.end(),
                                  [](double value) { return std::abs(value) > std::numeric_limits<float>::max(); });
  if (large == target.numbers.end()) return;
  const auto& row = table.ids.at(static_cast<std::size_t>(large - target.numbers.begin()));
  refuse_target(config, "holds " + ordered_json(*large).dump() + " in data row " + std::to_string(row.number + 1) +
                            ", too large for a target (the limit is 3.4e38); scale it down");
}

std::optional<std::size_t> inferred_classes(const config::Config& config, const ordered_json& quality) {
  const auto& columns = quality.at("columns");
  const auto target = std::find_if(columns.begin(), columns.end(), [](const auto& column) { return column.at("role") == "target"; });
  if (target == columns.end()) return std::nullopt;
  const auto distinct = target->at("distinct").get<std::size_t>();
  if (const auto& task = config.at("data.task"); task.is_string()) return task == "regression" ? 0 : distinct;
  const auto& type = target->at("type");
  const bool few = type == "integer" && distinct <= kMostInferredClasses;
  return type == "category" || type == "boolean" || few ? distinct : 0;
}

void check_target(const config::Config& config, const ordered_json& quality) {
  const auto rows = quality.at("rows").get<std::uint64_t>();
  if (rows == 0) return;  // all bad, which is told with the bad rows
  for (const auto& column : quality.at("columns")) {
    if (column.at("role") != "target") continue;
    if (column.at("type") == "timestamp") refuse_times(config);
    if (column.value("distinct", std::uint64_t{2}) < 2) refuse_constant(config);
  }
  const auto folds = config.at("split.folds").get<std::uint64_t>();
  if (rows >= folds) return;
  throw Error(ExitCode::bad_data, config.where("split.folds") + ": " + std::to_string(rows) + " rows are fewer than the " +
                                      std::to_string(folds) + " folds; lower split.folds");
}

}  // namespace trainyard::pipeline
