// Runs side by side, each against the first.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "host/report/run_files.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::report {

/// Whether a run is better than the first in its deciding metric, on the same test rows: a paired bootstrap, in which both runs are
/// measured on the same draws of rows. Rows count once, whatever their weights.
struct Significance {
  std::string reason;  ///< why there is no test; then the rest is 0
  std::size_t rows = 0, replicates = 0;
  double difference = 0;     ///< the run's metric less the first's, on the test rows
  double low = 0, high = 0;  ///< 95 % of the differences
  double p_value = 0;        ///< two-sided
  /// "better" or "worse" than the first from p 0.05 on, else "neither".
  std::string verdict;
};

struct Comparison {
  std::string metric;                       ///< the first run's deciding one
  std::vector<Significance> against_first;  ///< one per run but the first
};

/// Precondition: at least two runs.
Comparison compare_runs(const Exec& exec, std::span<const RunFiles> runs);

/// Why two runs were not measured on the same rows; "" when they were: the same rows of the same files, with the same target. The order
/// of the rows says nothing. `order` receives, per row of `a`, the row of `b`.
std::string rows_differ(const RunFiles& a, const RunFiles& b, std::vector<std::size_t>& order);

/// {metric: [value of each run or null]} for every metric of the test rows, cross-validation or training.
Json metrics_side_by_side(std::span<const RunFiles> runs, const std::string& part);
/// {parameter: [value in each run]} of those that are not the same in all: the model's, the features, the split, the seed.
Json different_parameters(std::span<const RunFiles> runs);
/// Why a run's test metrics are too good, where its evaluation says that the model was trained on test rows; else "".
std::string known_rows(const RunFiles& run);
/// {metric, runs, metrics, parameters, significance}, for --json.
Json comparison_document(std::span<const RunFiles> runs, const Comparison& comparison);
/// One HTML page of the same kind as a run's report.
std::string comparison_report(std::span<const RunFiles> runs, const Comparison& comparison);
/// "A" for the first run, "B", …: names that fit above a column.
std::string letter(std::size_t run);
/// "better than A (p 0.002)" and so on, for people.
std::string in_words(const Significance& significance, const std::string& first);

}  // namespace trainyard::report
