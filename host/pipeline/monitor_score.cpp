#include "host/pipeline/monitor_score.hpp"

#include <algorithm>
#include <cmath>

#include "host/evaluate/score.hpp"
#include "host/monitor/score.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

/// The config's, as far as they go with the model, and the one that is limited.
std::vector<std::string> live_metrics(const Plan& plan, const monitor::Options& options, const models::Target& target) {
  std::vector<std::string> metrics;
  for (const std::string& metric : plan.metrics) {
    if (evaluate::misfit(metric, target).empty()) metrics.push_back(metric);
  }
  if (metrics.empty()) metrics = evaluate::default_metrics(target);
  if (options.score && std::ranges::find(metrics, options.score->metric) == metrics.end()) metrics.push_back(options.score->metric);
  return metrics;
}

monitor::Joined own_targets(const std::vector<double>& actual) {
  monitor::Joined joined;
  for (std::size_t row = 0; row < actual.size(); ++row) {
    if (std::isnan(actual[row])) {
      ++joined.rows_without_label;
      continue;
    }
    joined.rows.push_back(static_cast<std::uint32_t>(row));
    joined.actual.push_back(actual[row]);
  }
  return joined;
}

ordered_json measure_joined(const Plan& plan, const monitor::Options& options, const bundle::Bundle& bundle, const monitor::Joined& joined,
                            const models::Predictions& all) {
  models::Predictions predicted{.rows = joined.rows.size(), .width = all.width, .values = {}};
  for (const std::uint32_t row : joined.rows) predicted.values.insert(predicted.values.end(), all.row(row).begin(), all.row(row).end());
  const auto decided = bundle.decide(predicted);
  return evaluate::score(plan.device.exec, live_metrics(plan, options, bundle.kind),
                         {.actual = joined.actual, .predicted = predicted.values, .decided = decided, .classes = bundle.kind.classes});
}

}  // namespace

monitor::Finding live_score(const Plan& plan, const monitor::Options& options, const bundle::Bundle& bundle,
                            const monitor::Reference& reference, const MonitoredRows& rows, const MonitoredRequest& request) {
  const bool by_key = !options.labels.empty();
  if (!by_key && !rows.has_target) return {.document = nullptr};
  const monitor::Joined joined =
      by_key ? monitor::join_labels(rows.keys, request.inputs.front().string(), read_labels(bundle, options.labels, options.key, request),
                                    options.labels.string())
             : own_targets(rows.actual);
  ordered_json document = {{"from", by_key ? "labels" : "input"},
                           {"rows", joined.rows.size()},
                           {"rows_without_label", joined.rows_without_label},
                           {"labels_without_row", joined.labels_without_row},
                           {"metrics", measure_joined(plan, options, bundle, joined, rows.observed.predictions)}};
  return monitor::check_score(options.score, reference, std::move(document));
}

void check_score_limit(const Plan& plan, const monitor::Options& options, const bundle::Bundle& bundle) {
  if (!options.score) return;
  const std::string why = evaluate::misfit(options.score->metric, bundle.kind);
  if (!why.empty()) plan.config.problem("monitor.score.metric", why);
}

}  // namespace trainyard::pipeline
