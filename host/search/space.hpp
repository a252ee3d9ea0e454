// The search space, as Optuna describes it: int, float and categorical distributions with step and log.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/models/model.hpp"

namespace trainyard::search {

enum class Kind { integer, floating, categorical };

/// One searched parameter. Bounds are inclusive; `step` 0 means none.
struct Dimension {
  std::string name;
  Kind kind = Kind::floating;
  double low = 0, high = 0, step = 0;
  bool log = false;
  std::vector<nlohmann::ordered_json> choices;

  /// Maps u in [0, 1) to a value: every integer, step or choice equally likely; log-uniform where `log`.
  [[nodiscard]] nlohmann::ordered_json at(double u) const;
  /// Whether its values can be counted: choices, whole numbers and steps, without `log`. Then point(0) … point(points() - 1) are all.
  [[nodiscard]] bool has_points() const;
  [[nodiscard]] std::uint64_t points() const;
  [[nodiscard]] nlohmann::ordered_json point(std::uint64_t index) const;
};

/// Reads `search.space` of a checked config.
std::vector<Dimension> space_from_config(const config::Config& config);

}  // namespace trainyard::search
