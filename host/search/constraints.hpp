// Bounds that a trial has to keep to be chosen.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/models/model.hpp"

namespace trainyard::search {

/// A quantity, as the mean over the folds, and its bounds, both included.
struct Constraint {
  std::string quantity;  ///< a metric's canonical name, or what is_of_model()
  std::optional<double> min, max;
};

/// Whether a quantity is one of the model, `model_bytes` or `rounds`, rather than a metric.
bool is_of_model(const std::string& quantity);

/// `search.constraints` of a checked config, with canonical names.
std::vector<Constraint> constraints_from_config(const config::Config& config);

/// Adds what constraints ask of a model to its fold's record.
void note_model(std::span<const Constraint> constraints, const models::Model& model, nlohmann::ordered_json& fold);

/// {quantity: how far the mean over the folds is beyond its bound, as a share of the bound, or as it is where the bound is 0}, of those
/// alone that are not kept. Throws Error(bad_data) when a quantity is not defined on some fold.
nlohmann::ordered_json violations_of(std::span<const Constraint> constraints, const nlohmann::ordered_json& folds);

/// "model_bytes is 2345678, above 2000000": the constraints that are not kept, for messages.
std::string told(std::span<const Constraint> constraints, const nlohmann::ordered_json& folds);

}  // namespace trainyard::search
