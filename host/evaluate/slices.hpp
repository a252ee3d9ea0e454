// Metrics of parts of the rows: those asked for, and those on which a model is worst.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "host/evaluate/grouping.hpp"
#include "host/evaluate/score.hpp"

namespace trainyard::evaluate {

/// {column, groups: [{value, rows, metrics: {metric: value}}]}: the metrics as score() gives them, one entry per group.
nlohmann::ordered_json slice_scores(const Exec& exec, std::span<const std::string> metrics, const Sample& sample, const Grouping& grouping);

struct WorstSlicesOptions {
  std::string metric;         ///< ranks them; one of the metrics
  std::size_t most = 10;      ///< slices to list
  std::size_t min_rows = 30;  ///< a slice needs as many,
  double min_share = 0.01;    ///< and this share of the rows
};

/// Of all groups of all groupings those whose metric is worse than that of all rows, and whose mean loss is above that of the other rows,
/// worst first: [{column, value, rows, metrics, overall, loss: {mean, rest, effect_size}, p_value, looks}]. `overall` is the metric of all
/// rows. Among many groups some look bad by chance alone: p_value is that of the one-sided test whether the slice's row losses are larger
/// than those of the other rows, with Welch's standard error and the normal distribution for his t, times the number of groups that were
/// looked at (Bonferroni), at most 1. The way is that of Slice Finder (Chung and others, 2019), whose effect
/// size is that of Hedges and Cohen: the difference of the means over the root of the mean of the variances. With weights, means and
/// variances are weighted, and rows count as Kish's effective number.
nlohmann::ordered_json worst_slices(const Exec& exec, std::span<const std::string> metrics, const Sample& sample,
                                    std::span<const Grouping> groupings, const WorstSlicesOptions& options);

}  // namespace trainyard::evaluate
