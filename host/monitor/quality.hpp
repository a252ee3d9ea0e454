// Rows by themselves: how many, how many bad ones, values that are missing or that training did not have.
#pragma once

#include "host/monitor/finding.hpp"
#include "host/monitor/observed.hpp"
#include "host/monitor/options.hpp"
#include "host/monitor/reference.hpp"

namespace trainyard::monitor {

/// What quality asks of one column.
struct ColumnQuality {
  std::string name;
  dataset::ColumnType type = dataset::ColumnType::floating;
  bool personal = false;
  std::uint64_t present = 0, missing = 0;
  double reference_missing_share = 0;
  std::uint64_t unseen = 0;  ///< values of categories that training did not have
};
/// A category is unseen where the reference has all of its categories and not this one. `now`: the column as a whole.
ColumnQuality quality_of(const ColumnReference& reference, const ColumnReference& now);

/// {rows, bad_rows, bad_share, columns: [{column, type, missing, missing_share, reference_missing_share, unseen?, unseen_share?, bad?,
/// reason?}], bad_rows_as_a_whole?}.
Finding check_quality(const QualityOptions& options, const Observed& observed, const std::vector<ColumnQuality>& columns);

}  // namespace trainyard::monitor
