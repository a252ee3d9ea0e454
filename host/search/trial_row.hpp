// A trial as lists show it: without its folds, in texts that are ready to print.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "host/search/study.hpp"

namespace trainyard::search {

struct TrialRow {
  std::uint64_t number = 0;
  std::string state;
  double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN: none
  bool ranks = false;             ///< whether its value counts when the best trial is chosen: complete, and keeps the constraints
  std::int64_t milliseconds = 0;  ///< that it took
  std::string params;             ///< "max_depth 6, learning_rate 0.08"
  std::string reason;             ///< why it was pruned or failed
  std::string document;           ///< its file as JSON in one line, means over the folds in place of the folds

  bool operator==(const TrialRow&) const = default;
};

TrialRow row_of(const Trial& trial);

/// "max_depth 6, learning_rate 0.08": numbers with six digits.
std::string params_text(const models::Params& params);

/// A row as one line, with its newline.
std::string line_of(const TrialRow& row);
/// What line_of gave, without its newline; nothing when it is anything else.
std::optional<TrialRow> row_from_line(std::string_view line);

}  // namespace trainyard::search
