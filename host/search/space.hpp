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

/// Another parameter, which is before this one in the space, and the values of it that are asked for.
struct Condition {
  std::string parameter;
  std::vector<nlohmann::ordered_json> values;
};

/// One searched parameter. Bounds are inclusive; `step` 0 means none.
struct Dimension {
  std::string name;
  Kind kind = Kind::floating;
  double low = 0, high = 0, step = 0;
  bool log = false;
  std::vector<nlohmann::ordered_json> choices = {};
  std::vector<Condition> when = {};  ///< it exists in trials that meet all of them

  /// Maps u in [0, 1) to a value: every integer, step or choice equally likely; log-uniform where `log`.
  [[nodiscard]] nlohmann::ordered_json at(double u) const;
  /// Whether its conditions are met by the parameters before it.
  [[nodiscard]] bool exists(const models::Params& chosen) const;
  /// Whether there is one value alone.
  [[nodiscard]] bool is_single() const;
  /// Whether its values can be counted: choices, whole numbers and steps, without `log`. Then point(0) … point(points() - 1) are all.
  [[nodiscard]] bool has_points() const;
  [[nodiscard]] std::uint64_t points() const;
  [[nodiscard]] nlohmann::ordered_json point(std::uint64_t index) const;
  /// Whether it is one of its values.
  [[nodiscard]] bool holds(const nlohmann::ordered_json& value) const;
  /// The number of a choice or a whole number among the points. Precondition: it is one of them.
  [[nodiscard]] std::uint64_t index_of(const nlohmann::ordered_json& value) const;
};

/// What a trial's parameters are for. In a space a name with dots is a key of the config, any other one a parameter of the model.
struct Proposal {
  models::Params model;  ///< parameters of the family
  models::Params keys;   ///< keys of the config with their values, such as features.numeric.scale; `model.type` is not among them
  std::string family;    ///< `model.type`; empty where it is not searched
};
Proposal read_proposal(const models::Params& params);

/// Reads `search.space` of a checked config: in the order written, but a parameter with conditions after those that they name.
std::vector<Dimension> space_from_config(const config::Config& config);
/// Reads `search.start`; names as they are written.
std::vector<models::Params> start_from_config(const config::Config& config);
/// Gives every parameter of the family, wherever it is named, its canonical name.
void use_canonical_names(const models::Family& family, std::vector<Dimension>& space, std::vector<models::Params>& start);

}  // namespace trainyard::search
