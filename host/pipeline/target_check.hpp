// What a target must be, whatever is learned from it.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>

#include "host/config/config.hpp"
#include "host/dataset/table.hpp"

namespace trainyard::pipeline {

/// Throws Error(bad_data), placed at data.target, when the column holds times, the same value in every row, or a number that a model
/// cannot hold (they compute in 32 bits).
void check_target(const config::Config& config, const dataset::Table& table, const dataset::Column& target);

/// Whole numbers of no more values than this are classes unless data.task says otherwise.
inline constexpr std::size_t kMostInferredClasses = 20;

/// The classes of the target, 0 for a number, by data.task or else by the report, as read_goal() infers the task of the rows. None where
/// the report has no such column.
std::optional<std::size_t> inferred_classes(const config::Config& config, const nlohmann::ordered_json& quality);

/// As far as the quality report of rows that were only looked at tells; and that there are as many rows as folds.
void check_target(const config::Config& config, const nlohmann::ordered_json& quality);

}  // namespace trainyard::pipeline
