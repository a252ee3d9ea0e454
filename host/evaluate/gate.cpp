#include "host/evaluate/gate.hpp"

#include <algorithm>
#include <cmath>

#include "host/evaluate/score.hpp"

namespace trainyard::evaluate {
namespace {

using nlohmann::ordered_json;

ordered_json number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? ordered_json(*value) : ordered_json(nullptr);
}

constexpr const char* kNotMeasured = "is not defined for the test rows";

}  // namespace

ordered_json Verdict::to_json() const {
  ordered_json out = {{"metric", metric}, {"rule", rule}, {"value", number(value)}, {"limit", number(limit)}, {"passed", passed}};
  if (!text.empty()) out["text"] = text;
  if (!group.empty()) out["group"] = group;
  return out;
}

Verdict within_max(const std::string& metric, std::optional<double> value, double limit) {
  return {.metric = metric,
          .rule = "max",
          .value = value,
          .limit = limit,
          .passed = value && *value <= limit,
          .text = value ? "" : kNotMeasured};
}

Verdict within_min(const std::string& metric, std::optional<double> value, double limit) {
  return {.metric = metric,
          .rule = "min",
          .value = value,
          .limit = limit,
          .passed = value && *value >= limit,
          .text = value ? "" : kNotMeasured};
}

double better_by(const std::string& metric, double other, double by) {
  const double step = by * std::fabs(other);
  return greater_is_better(metric) ? other + step : other - step;
}

ordered_json verdicts_json(const std::vector<Verdict>& verdicts) {
  ordered_json gates = ordered_json::array();
  for (const Verdict& verdict : verdicts) gates.push_back(verdict.to_json());
  const bool passed = std::ranges::all_of(verdicts, &Verdict::passed);
  return {{"verdict", passed ? "passed" : "failed"}, {"gates", std::move(gates)}};
}

}  // namespace trainyard::evaluate
