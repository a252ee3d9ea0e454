// The live score against its limit and the model's own.
#pragma once

#include <optional>

#include "host/monitor/finding.hpp"
#include "host/monitor/options.hpp"
#include "host/monitor/reference.hpp"

namespace trainyard::monitor {

/// `document` {…, metrics: {metric: value}} with `reference` {of, values} and, where there is a limit, `limits` added. A metric that is not
/// defined, as without labels, is no alert.
Finding check_score(const std::optional<ScoreLimit>& limit, const Reference& reference, nlohmann::ordered_json document);

}  // namespace trainyard::monitor
