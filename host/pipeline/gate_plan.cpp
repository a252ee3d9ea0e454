#include "host/pipeline/gate_plan.hpp"

#include "host/evaluate/score.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::pipeline {

std::vector<Gate> read_gates(const config::Config& config) {
  std::vector<Gate> gates;
  const auto& given = config.at("gates");
  if (!given.is_array()) return gates;
  for (const auto& one : given) {
    Gate gate{.metric = one.at("metric"), .group = one.value("group", "")};
    gate.of_rows = kernels::metric::find_metric(gate.metric) != nullptr;
    if (gate.of_rows) gate.metric = evaluate::metric_name(gate.metric);
    if (one.contains("max")) {
      gate.limit = one["max"];
    } else if (one.contains("min")) {
      gate.rule = Gate::Rule::min;
      gate.limit = one["min"];
    } else if (one.contains("better_than")) {
      gate.rule = Gate::Rule::better_than_baseline;
      gate.limit = one.value("by", 0.0);
    } else {
      gate.rule = Gate::Rule::not_worse_than_production;
      gate.limit = one.value("tolerance", 0.0);
    }
    gates.push_back(std::move(gate));
  }
  return gates;
}

}  // namespace trainyard::pipeline
