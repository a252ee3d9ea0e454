#include "host/config/sections/constraints.hpp"

#include "host/config/limit.hpp"
#include "host/config/scalar.hpp"
#include "host/config/sections/section.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

constexpr const char* model_bytes = "model_bytes";
constexpr const char* rounds = "rounds";

std::vector<std::string> bounded_quantities() {
  std::vector<std::string> names{model_bytes, rounds};
  for (std::string& name : metric_names()) names.push_back(std::move(name));
  return names;
}

void bounds_are_sound(const ordered_json& value, const std::string& path, const Report& report) {
  if (!value.contains("min") && !value.contains("max")) return report(path, "has no bound; give max, or min, or both");
  for (const char* key : {"min", "max"}) {
    if (!value.contains(key)) continue;
    const ordered_json& bound = value[key];
    const std::string shown = bound.is_string() ? "'" + bound.get<std::string>() + "'" : bound.dump();
    if (!limit_of(bound)) {
      return report(path + "." + key, "must be a number, or a size like 2MB for model_bytes; is " + shown);
    }
    if (bound.is_string() && value["metric"] != model_bytes) {
      return report(path + "." + key, "is " + shown + ": only model_bytes has a size; give a number");
    }
  }
  if (!value.contains("min") || !value.contains("max")) return;
  const double low = *limit_of(value["min"]), high = *limit_of(value["max"]);
  if (low > high) report(path, "min (" + number_text(low) + ") is above max (" + number_text(high) + ")");
}

}  // namespace

std::optional<double> limit_of(const ordered_json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto bytes = parse_bytes(value.get<std::string>());
  return bytes ? std::optional<double>(static_cast<double>(*bytes)) : std::nullopt;
}

Option constraints() {
  return Option::list(
             Option::object({{"metric", Option::choice(bounded_quantities())
                                            .required()
                                            .doc("A metric, `model_bytes` (the size of the model's file) or `rounds` (of boosting)")},
                             {"min", Option::scalar().absent_means("no bound").doc("The least that is allowed")},
                             {"max", Option::scalar().absent_means("no bound").example("2MB").doc("The most that is allowed")}})
                 .check(bounds_are_sound))
      .range(1, 100)
      .example("[{metric: model_bytes, max: 2MB}]")
      .absent_means("none")
      .doc(
          "What a trial must keep to be chosen, as the mean over its folds. One that does not is on record as complete with `feasible: "
          "false`, and `tpe` ranks it behind those that do, as Optuna does. Where no trial keeps them all the search ends with an error. "
          "Times are no constraint, for they would make a study depend on the machine: `model_bytes` and `rounds` stand for them");
}

}  // namespace trainyard::config
