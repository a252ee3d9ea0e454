// What a check of monitor found.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace trainyard::monitor {

/// Something beyond its limit.
struct Alert {
  std::string kind;         ///< "quality", "feature_drift", "prediction_drift", "skew" or "score"
  std::string column = {};  ///< empty: of the rows as a whole
  std::string test = {};    ///< of a drift, or the metric of a score; empty for the others
  double value = 0, limit = 0;
  std::string text = {};

  /// {kind, column?, test?, value, limit, text}.
  [[nodiscard]] nlohmann::ordered_json to_json() const;
};

struct Finding {
  nlohmann::ordered_json document;
  std::vector<Alert> alerts = {};
};

/// "0.312": three significant digits, for sentences.
std::string short_number(double value);
/// "12.5 %".
std::string percent_text(double share);

}  // namespace trainyard::monitor
