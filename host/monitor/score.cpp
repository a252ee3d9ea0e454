#include "host/monitor/score.hpp"

#include <cmath>

#include "host/evaluate/score.hpp"

namespace trainyard::monitor {
namespace {

using nlohmann::ordered_json;

Alert score_alert(const std::string& metric, double value, double limit, bool above, const std::string& more) {
  return {.kind = "score",
          .test = metric,
          .value = value,
          .limit = limit,
          .text = "live " + metric + " is " + short_number(value) + (above ? ", above " : ", below ") + short_number(limit) + more};
}

/// How far the metric may go from the model's own, on the worse side; none where that is not known.
std::optional<double> loss_limit(const ScoreLimit& limit, const Reference& reference) {
  if (!limit.max_loss || !reference.metrics.is_object() || !reference.metrics.contains(limit.metric)) return std::nullopt;
  const ordered_json& own = reference.metrics[limit.metric];
  if (!own.is_number()) return std::nullopt;
  const double value = own.get<double>(), room = *limit.max_loss * std::abs(value);
  return evaluate::greater_is_better(limit.metric) ? value - room : value + room;
}

}  // namespace

Finding check_score(const std::optional<ScoreLimit>& limit, const Reference& reference, ordered_json document) {
  Finding finding{.document = std::move(document)};
  finding.document["reference"] = nullptr;
  if (!reference.metrics_of.empty()) finding.document["reference"] = {{"of", reference.metrics_of}, {"values", reference.metrics}};
  if (!limit) return finding;
  const std::string& metric = limit->metric;
  ordered_json& limits = finding.document["limits"] = {{"metric", metric}};
  if (limit->max) limits["max"] = *limit->max;
  if (limit->min) limits["min"] = *limit->min;
  const auto of_loss = loss_limit(*limit, reference);
  if (limit->max_loss) limits["max_loss"] = *limit->max_loss;
  if (limit->max_loss && !of_loss) limits["note"] = "the model's own " + metric + " is not on record, so max_loss limits nothing";
  const ordered_json& measured = finding.document.at("metrics").at(metric);
  if (!measured.is_number()) return finding;
  const auto value = measured.get<double>();
  if (limit->max && value > *limit->max) finding.alerts.push_back(score_alert(metric, value, *limit->max, true, ""));
  if (limit->min && value < *limit->min) finding.alerts.push_back(score_alert(metric, value, *limit->min, false, ""));
  if (!of_loss) return finding;
  const bool greater_is_better = evaluate::greater_is_better(metric);
  if (greater_is_better ? value < *of_loss : value > *of_loss) {
    finding.alerts.push_back(score_alert(metric, value, *of_loss, !greater_is_better,
                                         ": " + percent_text(*limit->max_loss) + " worse than " +
                                             short_number(reference.metrics[metric].get<double>()) + " of the model's " +
                                             reference.metrics_of + " rows"));
  }
  return finding;
}

}  // namespace trainyard::monitor
