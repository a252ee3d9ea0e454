#include "host/pipeline/evaluation.hpp"

#include <algorithm>
#include <numeric>

#include "host/evaluate/fairness.hpp"
#include "host/evaluate/optimism.hpp"
#include "host/evaluate/row_sample.hpp"
#include "host/evaluate/row_subset.hpp"
#include "host/evaluate/slices.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/explanation.hpp"
#include "host/pipeline/groupings.hpp"
#include "host/pipeline/importance.hpp"
#include "host/pipeline/measure.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostSearched = 200'000;

/// evaluate.fairness.groups and the groups of gates, each once.
std::vector<std::string> fairness_columns(const Plan& plan) {
  std::vector<std::string> columns = plan.fairness;
  for (const Gate& gate : plan.gates) {
    if (!gate.group.empty() && std::ranges::find(columns, gate.group) == columns.end()) columns.push_back(gate.group);
  }
  return columns;
}

/// What the worst slices are looked for in: features whose values may be shown.
std::vector<const dataset::Column*> searched_columns(const Data& data) {
  std::vector<const dataset::Column*> out;
  for (const auto& field : data.dataset.schema().fields) {
    const bool suits = field.role == dataset::Role::feature && field.type != dataset::ColumnType::text && !field.personal;
    const dataset::Column* column = suits ? data.table.find(field.name) : nullptr;
    if (column != nullptr) out.push_back(column);
  }
  return out;
}

ordered_json search_worst(const Exec& exec, const Data& data, const evaluate::Sample& sample) {
  std::vector<std::uint32_t> places(data.split.test.size()), rows;
  std::iota(places.begin(), places.end(), 0U);
  if (places.size() > kMostSearched) {
    places = evaluate::sample_rows(places, kMostSearched);
    std::ranges::sort(places);
    log::info("the worst slices are looked for in " + std::to_string(kMostSearched) + " of the test rows");
  }
  for (const std::uint32_t place : places) rows.push_back(data.split.test[place]);
  const evaluate::RowSubset subset(sample, places);
  std::vector<evaluate::Grouping> groupings;
  for (const dataset::Column* column : searched_columns(data)) groupings.push_back(grouping_of(*column, rows));
  return evaluate::worst_slices(exec, data.goal.metrics, subset.sample(), groupings, {.metric = data.goal.metric});
}

void add_measures(const Plan& plan, const Data& data, const Evaluated& evaluated, ordered_json& out) {
  const Exec& exec = plan.device.exec;
  const auto& rows = data.split.test;
  const Measured measured(data.goal, rows, evaluated.predicted, evaluated.bundle->threshold);
  out["slices"] = ordered_json::array();
  for (const std::string& name : plan.slices) {
    out["slices"].push_back(evaluate::slice_scores(exec, data.goal.metrics, measured.sample, grouping_of(*data.table.find(name), rows)));
  }
  out["worst_slices"] = search_worst(exec, data, measured.sample);
  out["fairness"] = ordered_json::object();
  for (const std::string& name : fairness_columns(plan)) {
    out["fairness"][name] = evaluate::fairness(measured.sample, grouping_of(*data.table.find(name), rows));
  }
  out["worst_rows"] = worst_rows(exec, data, evaluated);
  out.update(importance(exec, data, evaluated));
}

}  // namespace

ordered_json evaluation(const Plan& plan, const Data& data, const Evaluated& evaluated, const ordered_json& metrics,
                        std::span<const evaluate::Warning> known) {
  ordered_json out = ordered_json::object();
  if (evaluated.bundle) add_measures(plan, data, evaluated, out);
  out["warnings"] = ordered_json::array();
  const auto add = [&](const evaluate::Warning& warning) { out["warnings"].push_back({{"kind", warning.kind}, {"text", warning.text}}); };
  const auto tell = [&](const evaluate::Warning& warning) {
    log::warning(warning.text);
    add(warning);
  };
  for (const auto& warning : data.warnings) add(warning);
  for (const auto& warning : known) tell(warning);
  for (const auto& warning : evaluate::optimism(metrics, evaluated.training_baseline, data.split.test.size())) tell(warning);
  return out;
}

}  // namespace trainyard::pipeline
