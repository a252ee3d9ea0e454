#include "host/search/constraints.hpp"

#include <cmath>

#include "host/config/limit.hpp"
#include "host/config/scalar.hpp"
#include "host/error/error.hpp"
#include "host/evaluate/score.hpp"

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

double mean_of(const std::string& quantity, const ordered_json& folds) {
  double sum = 0;
  for (const auto& fold : folds) {
    const ordered_json& value = is_of_model(quantity) ? fold.at(quantity) : fold.at("scores").at(quantity);
    if (!value.is_number()) throw Error(ExitCode::bad_data, quantity + ", which is constrained, is not defined on the rows of some fold");
    sum += value.get<double>();
  }
  return sum / static_cast<double>(folds.size());
}

/// The bound that is not kept.
std::optional<double> broken(const Constraint& constraint, double value) {
  if (constraint.min && value < *constraint.min) return constraint.min;
  if (constraint.max && value > *constraint.max) return constraint.max;
  return std::nullopt;
}

}  // namespace

bool is_of_model(const std::string& quantity) { return quantity == "model_bytes" || quantity == "rounds"; }

std::vector<Constraint> constraints_from_config(const config::Config& config) {
  std::vector<Constraint> constraints;
  for (const auto& written : config.at("search.constraints")) {
    const std::string name = written.at("metric");
    Constraint constraint{.quantity = is_of_model(name) ? name : evaluate::metric_name(name), .min = std::nullopt, .max = std::nullopt};
    if (written.contains("min")) constraint.min = config::limit_of(written["min"]);
    if (written.contains("max")) constraint.max = config::limit_of(written["max"]);
    constraints.push_back(std::move(constraint));
  }
  return constraints;
}

void note_model(std::span<const Constraint> constraints, const models::Model& model, ordered_json& fold) {
  for (const Constraint& constraint : constraints) {
    if (constraint.quantity == "model_bytes") fold["model_bytes"] = model.to_bytes().size();
  }
}

ordered_json violations_of(std::span<const Constraint> constraints, const ordered_json& folds) {
  ordered_json violations = ordered_json::object();
  for (const Constraint& constraint : constraints) {
    const double value = mean_of(constraint.quantity, folds);
    const auto bound = broken(constraint, value);
    if (!bound) continue;
    const double amount = std::abs(value - *bound) / (*bound == 0 ? 1 : std::abs(*bound));
    violations[constraint.quantity] = amount + violations.value(constraint.quantity, 0.0);
  }
  return violations;
}

std::string told(std::span<const Constraint> constraints, const ordered_json& folds) {
  std::string text;
  for (const Constraint& constraint : constraints) {
    const double value = mean_of(constraint.quantity, folds);
    const auto bound = broken(constraint, value);
    if (!bound) continue;
    text += (text.empty() ? "" : ", ") + constraint.quantity + " is " + config::number_text(value) +
            (value < *bound ? ", below " : ", above ") + config::number_text(*bound);
  }
  return text;
}

}  // namespace trainyard::search
