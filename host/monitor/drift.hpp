// Columns and predictions held against the reference.
#pragma once

#include "host/monitor/finding.hpp"
#include "host/monitor/options.hpp"
#include "host/monitor/quality.hpp"
#include "host/monitor/reference.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::monitor {

/// What all columns are asked.
struct ColumnChecks {
  Finding drift;
  std::vector<ColumnQuality> quality = {};
};

/// Of the columns of the reference. `drift` has {correction, columns: [{column, type, test, statistic, p_value?, p_corrected?, max?,
/// alpha?, drifted, bins}]} of those that are not personal. `statistic` is null, and nothing has drifted, where one side has no values.
/// `bins` are for people: {labels, reference, current}, shares of the values in the reference's bins, or of its ten most frequent
/// categories and all others. Two columns per thread are in memory besides the table.
ColumnChecks compare_columns(const Exec& exec, const DriftOptions& options, const Reference& reference, const dataset::Table& table);

/// One such entry, of the predictions, with {of, reference_rows}; null where the reference has none.
Finding check_predictions(const DriftOptions& options, const Reference& reference, const ColumnReference& predictions);

}  // namespace trainyard::monitor
