// Whether a night trains, and what for.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/nightly/date.hpp"

namespace trainyard::nightly {

/// What a night trains for, as `nightly.retrain_on` names it.
inline constexpr std::array<std::string_view, 3> reason_names{"schedule", "drift", "score"};

struct Rules {
  double due = 0;                       ///< seconds
  std::vector<std::string> retrain_on;  ///< of reason_names
};

/// What is known before a night decides.
struct Situation {
  Date date;
  bool has_model = false;             ///< in Production or in Staging
  std::optional<Date> last_training;  ///< of the nights before; none: no night has trained
  std::vector<std::string> alerts;    ///< the kinds of what `monitor` found; empty when it was not asked
};

/// Why the night trains, in the order of reason_names; empty: there is nothing to do. Without a model, or a night before that trained, it
/// does for `schedule`, whatever the rules say.
std::vector<std::string> reasons_to_train(const Rules& rules, const Situation& situation);

}  // namespace trainyard::nightly
