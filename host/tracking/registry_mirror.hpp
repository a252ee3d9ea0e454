// Registered models on the server, made to be as the registry is. Private to tracking.
#pragma once

#include <functional>
#include <string>

#include "host/registry/registry.hpp"
#include "host/tracking/mlflow.hpp"

namespace trainyard::tracking {

inline constexpr const char* version_tag = "trainyard.version";

/// Changes whenever a version, stage, approval or check does; "" of a registry without models.
std::string state_of(const registry::Models& models);

/// A version's run on the server, which is sent when it is not there; "" when the run is no more.
using RunOnServer = std::function<std::string(const registry::Version&)>;

/// Versions that are missing, then stages, and the aliases `production` and `staging`, which is the newest one there.
void send_model(Mlflow& mlflow, const registry::Model& model, const RunOnServer& run_of);

}  // namespace trainyard::tracking
