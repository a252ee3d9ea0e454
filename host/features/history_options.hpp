// Features that look back in time, as a config asks for them: windows over earlier rows, and as-of joins of a second table.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/config/config.hpp"

namespace trainyard::features {

/// One new column from the earlier rows of the same group. Without `rows` and `time`, all earlier rows count.
struct WindowOptions {
  std::string name;
  std::string column;                ///< looked back on
  std::string function;              ///< of window_functions()
  std::optional<std::int64_t> rows;  ///< the last so many rows; of a lag its distance, else 1
  std::optional<std::int64_t> time;  ///< microseconds back from the row's time
  std::vector<std::string> by;       ///< rows with equal values there are a group; empty: all rows are one
  std::string order;                 ///< column that orders the rows
  bool include_current = false;      ///< the row itself counts too
};

/// For each row, columns of the last row of a second table that has the same key and is no later than it.
struct JoinOptions {
  std::filesystem::path source;
  std::vector<std::string> by;            ///< columns of both tables; empty: any row of the second table will do
  std::string on, right_on;               ///< the times of the table and of the second one
  std::vector<std::string> columns;       ///< of the second table
  std::optional<std::int64_t> tolerance;  ///< microseconds that the second table's time may lie back
  std::string prefix;                     ///< before the names of `columns`
  bool strict = false;                    ///< a row of the same time does not count
};

struct HistoryOptions {
  std::vector<WindowOptions> windows;  ///< in the order given; each may look back on the columns of joins and of the windows before it
  std::vector<JoinOptions> joins;      ///< come before the windows

  [[nodiscard]] bool empty() const noexcept { return windows.empty() && joins.empty(); }
  /// Reads features.window and features.join of a validated config. What has no time to go by is added to the config's problems.
  static HistoryOptions from_config(const config::Config& config);
};

}  // namespace trainyard::features
