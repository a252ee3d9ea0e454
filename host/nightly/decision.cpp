#include "host/nightly/decision.hpp"

#include <algorithm>

namespace trainyard::nightly {
namespace {

bool is_due(const Rules& rules, const Situation& situation) {
  const std::chrono::duration<double> since = situation.date - *situation.last_training;
  return since.count() >= rules.due;
}

// Skew, a difference between training and serving, is nothing that training again would mend.
bool any_of_kind(const std::vector<std::string>& alerts, std::initializer_list<std::string_view> kinds) {
  return std::ranges::any_of(alerts, [&](const std::string& alert) { return std::ranges::find(kinds, alert) != kinds.end(); });
}

}  // namespace

std::vector<std::string> reasons_to_train(const Rules& rules, const Situation& situation) {
  const auto wanted = [&](std::string_view reason) { return std::ranges::find(rules.retrain_on, reason) != rules.retrain_on.end(); };
  const bool first = !situation.has_model || !situation.last_training;
  std::vector<std::string> reasons;
  if (first || (wanted("schedule") && is_due(rules, situation))) reasons.emplace_back("schedule");
  if (wanted("drift") && any_of_kind(situation.alerts, {"quality", "feature_drift", "prediction_drift"})) reasons.emplace_back("drift");
  if (wanted("score") && any_of_kind(situation.alerts, {"score"})) reasons.emplace_back("score");
  return reasons;
}

}  // namespace trainyard::nightly
