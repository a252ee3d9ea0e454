// Whether a value keeps to its limit.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace trainyard::evaluate {

/// One gate's verdict, as gates.json has it.
struct Verdict {
  std::string metric;
  std::string rule;             ///< "max", "min", "better_than", "not_worse_than"
  std::optional<double> value;  ///< of the model; none where it cannot be measured
  std::optional<double> limit;  ///< that the value is held against; none where there is nothing to compare with
  bool passed = false;
  std::string text = {};   ///< how it was compared, where that needs a word
  std::string group = {};  ///< column, for measures of fairness

  /// {metric, rule, value, limit, passed} and, where there are any, text and group.
  [[nodiscard]] nlohmann::ordered_json to_json() const;
};

/// At most `limit`, or at least it. A value that is not there fails.
Verdict within_max(const std::string& metric, std::optional<double> value, double limit);
Verdict within_min(const std::string& metric, std::optional<double> value, double limit);

/// The value that is better than `other` by the share `by` of it: the limit of better_than; worse for a negative one.
double better_by(const std::string& metric, double other, double by);

/// {"verdict": "passed" | "failed", "gates": […]}
nlohmann::ordered_json verdicts_json(const std::vector<Verdict>& verdicts);

}  // namespace trainyard::evaluate
