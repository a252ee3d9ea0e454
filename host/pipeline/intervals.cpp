#include "host/pipeline/intervals.hpp"

#include <cmath>

#include "host/evaluate/bootstrap.hpp"
#include "host/evaluate/finite.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

ordered_json as_json(const evaluate::Intervals& intervals, bool with_value) {
  ordered_json out = ordered_json::object();
  for (const evaluate::Interval& one : intervals) {
    ordered_json& of = out[one.metric] = ordered_json::object();
    if (with_value) of["value"] = evaluate::finite_or_null(one.value);
    of["low"] = evaluate::finite_or_null(one.low);
    of["high"] = evaluate::finite_or_null(one.high);
  }
  return out;
}

}  // namespace

ordered_json test_intervals(const Plan& plan, const Goal& goal, const Measured& model, const Measured& baseline) {
  constexpr double level = 0.95;
  const evaluate::Resampling resampling{.replicates = plan.replicates, .seed = plan.seed};
  if (resampling.replicates == 0) return nullptr;
  const auto of_model = evaluate::bootstrap(plan.device.exec, goal.metrics, model.sample, resampling);
  const auto of_baseline = evaluate::bootstrap(plan.device.exec, goal.metrics, baseline.sample, resampling);
  return {{"level", level},
          {"replicates", resampling.replicates},
          {"test", as_json(evaluate::intervals(of_model, level), false)},
          {"baseline_difference", as_json(evaluate::intervals(evaluate::difference(of_model, of_baseline), level), true)}};
}

}  // namespace trainyard::pipeline
