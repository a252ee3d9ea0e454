#include <array>

#include "host/config/sections/section.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

constexpr std::array of_groups{"demographic_parity_difference", "demographic_parity_ratio", "equalized_odds_difference",
                               "equalized_odds_ratio", "mean_prediction_difference"};
constexpr std::array of_runs{"latency_p99_ms", "quarantined_share", "coverage"};

template <class List>
bool is_in(const List& list, const std::string& name) {
  for (const char* one : list) {
    if (name == one) return true;
  }
  return false;
}

std::vector<std::string> quantities() {
  std::vector<std::string> names = metric_names();
  names.insert(names.end(), of_groups.begin(), of_groups.end());
  names.insert(names.end(), of_runs.begin(), of_runs.end());
  return names;
}

/// `by` is a share of the baseline's value: one that no model can save, or of a value that is about 0, is no limit.
void by_is_sound(const ordered_json& gate, const std::string& path, const Report& report) {
  const auto* metric = kernels::metric::find_metric(gate["metric"].get<std::string>());
  if (metric == nullptr) return;
  const std::string name(metric->name);
  if (name == "r2" || name == "mcc") {
    report(path + ".by", "is a share of the baseline's value, and the baseline's " + name + " is about 0; use min");
  } else if (!metric->greater_is_better && gate["by"].get<double>() >= 1) {
    report(path + ".by", "must be below 1 for " + name + ", of which less is better: 0.3 asks for 30 % less than the baseline's");
  }
}

void one_rule(const ordered_json& gate, const std::string& path, const Report& report) {
  std::vector<std::string> given;
  for (const char* rule : {"max", "min", "better_than", "not_worse_than"}) {
    if (gate.contains(rule)) given.emplace_back(rule);
  }
  if (given.size() != 1) {
    return report(path,
                  std::string(given.empty() ? "has no rule" : "has several rules") + "; give one of max, min, better_than, not_worse_than");
  }
  const std::string& rule = given.front();
  if (gate.contains("by") && rule != "better_than") report(path + ".by", "is for better_than; the rule is " + rule);
  if (gate.contains("tolerance") && rule != "not_worse_than") report(path + ".tolerance", "is for not_worse_than; the rule is " + rule);
  if (!gate.contains("metric")) return;
  if (gate.contains("by") && rule == "better_than") by_is_sound(gate, path, report);
  const std::string metric = gate["metric"];
  const bool grouped = is_in(of_groups, metric), compared = rule == "better_than" || rule == "not_worse_than";
  if (grouped != gate.contains("group")) {
    report(path + ".group",
           grouped ? "is required for " + metric + ": the column with the groups" : "is for measures of fairness; the metric is " + metric);
  }
  if (compared && (grouped || is_in(of_runs, metric)))
    report(path + "." + rule, "compares metrics of the rows; use max or min for " + metric);
  if (metric == "coverage" && (gate.contains("max") || gate.contains("min"))) {
    const std::string key = gate.contains("max") ? "max" : "min";
    const double limit = gate[key];
    if (limit < 0 || limit > 1) report(path + "." + key, "is a share of the test rows: from 0 to 1");
  }
}

Option gate() {
  return Option::object(
             {{"metric",
               Option::choice(quantities())
                   .required()
                   .doc("A metric of the test rows, whether or not `evaluate.metrics` lists it; a measure of fairness between the "
                        "groups of `group`; `latency_p99_ms`, what 99 of 100 predictions of one row take at most, in "
                        "milliseconds; `quarantined_share`, the share of bad rows; or `coverage`, the share of test rows within their "
                        "prediction intervals")},
              {"max", Option::number().absent_means("another rule").doc("Passes at or below this")},
              {"min", Option::number().absent_means("another rule").doc("Passes at or above this")},
              {"better_than", Option::choice({"baseline"})
                                  .absent_means("another rule")
                                  .doc("Passes when the metric is better than the baseline's on the same rows, by `by`")},
              {"by",
               Option::number()
                   .range(0, 1000)
                   .absent_means("0")
                   .unit("fraction")
                   .doc("How much better, relative to the other's value: 0.3 asks for an RMSE at least 30 % lower, or an accuracy 30 % "
                        "higher. Below 1 where less is better; not for r2 and mcc, of which the baseline has about 0")},
              {"not_worse_than",
               Option::choice({"Production"})
                   .absent_means("another rule")
                   .doc("Fails when the metric is worse than that of the model in Production on the same test rows by more "
                        "than `tolerance`, and that is no chance: the interval of the paired difference lies on the worse "
                        "side. With nothing in Production it passes, and says so. Needs `register.name`")},
              {"tolerance", Option::number()
                                .range(0, 1000)
                                .absent_means("0")
                                .unit("fraction")
                                .doc("How much worse is no matter, relative to the other's value")},
              {"group", Option::text().range(1, 1000).absent_means("needed by measures of fairness").doc("Column with the groups")}})
      .check(one_rule);
}

void production_is_named(const ordered_json& document, const Report& report) {
  if (!document.contains("gates") || !document["gates"].is_array()) return;
  const bool named = document.contains("register") && document["register"].is_object();
  for (std::size_t i = 0; i < document["gates"].size(); ++i) {
    if (!named && document["gates"][i].contains("not_worse_than"))
      report("gates[" + std::to_string(i) + "].not_worse_than", "needs register.name, the model to compare with");
  }
}

}  // namespace

Section gates_section() {
  return {.title = "Gates",
          .doc =
              "What a model must keep to be used. Each gate has a value, a limit and a verdict in `gates.json` of the run; one that fails "
              "makes the exit code 1, and the run is published all the same.",
          .keys = {{"gates", Option::list(gate())
                                 .range(1, 100)
                                 .example("[{metric: rmse, max: 55000}]")
                                 .absent_means("every model passes")
                                 .doc("The gates, in the order in which they are shown")}},
          .relate = production_is_named};
}

}  // namespace trainyard::config
