#include "host/monitor/textfile.hpp"

#include <array>
#include <map>
#include <string_view>

#include "host/dataset/csv_text.hpp"
#include "host/serve/prometheus_text.hpp"

namespace trainyard::monitor {
namespace {

using nlohmann::ordered_json;

/// One metric's samples, under its HELP and TYPE; nothing without samples.
class Gauge {
 public:
  Gauge(std::string& text, std::string_view name, std::string_view help, const std::string& model)
      : text_(text), name_("trainyard_monitor_" + std::string(name)), help_(help), model_(model) {}

  /// A value that is not a number is no sample; `more`: further labels.
  void add(const ordered_json& value, std::initializer_list<std::pair<std::string_view, std::string>> more = {}) {
    if (!value.is_number() && !value.is_boolean()) return;
    if (first_) serve::describe(text_, name_, "gauge", help_);
    first_ = false;
    text_ += name_ + "{model=\"" + serve::label_text(model_) + "\"";
    for (const auto& [label, of] : more) text_.append(",").append(label).append("=\"").append(serve::label_text(of)).append("\"");
    const double number = value.is_boolean() ? (value.get<bool>() ? 1.0 : 0.0) : value.get<double>();
    text_.append("} ").append(dataset::csv_number(number)).append("\n");
  }

 private:
  std::string& text_;
  std::string name_, help_;
  const std::string& model_;
  bool first_ = true;
};

const ordered_json& at(const ordered_json& object, const char* key) {
  static const ordered_json null;
  if (!object.is_object()) return null;
  const auto found = object.find(key);
  return found == object.end() ? null : *found;
}

void add_quality(std::string& text, const ordered_json& quality, const std::string& model) {
  Gauge(text, "rows", "Good rows of the last run.", model).add(at(quality, "rows"));
  Gauge(text, "bad_rows", "Rows that were set aside.", model).add(at(quality, "bad_rows"));
  struct Of {
    const char *key, *name, *help;
  };
  constexpr std::array<Of, 3> of_columns = {
      Of{"missing_share", "missing_ratio", "Share of missing values, by column."},
      Of{"reference_missing_share", "reference_missing_ratio", "Share of missing values in the reference, by column."},
      Of{"unseen_share", "unseen_ratio", "Share of values of categories that training did not have, by column."}};
  for (const Of& of : of_columns) {
    Gauge gauge(text, of.name, of.help, model);
    for (const ordered_json& column : at(quality, "columns")) gauge.add(at(column, of.key), {{"column", at(column, "column")}});
  }
}

struct OfDrift {
  const char *key, *name, *help;
};
constexpr std::array<OfDrift, 5> drift_gauges = {OfDrift{"statistic", "drift_statistic", "Statistic of the drift test"},
                                                 OfDrift{"p_corrected", "drift_p_value", "P-value of the drift test, corrected"},
                                                 OfDrift{"max", "drift_limit", "Statistic above which there is drift"},
                                                 OfDrift{"alpha", "drift_alpha", "P-value below which there is drift"},
                                                 OfDrift{"drifted", "drifted", "Whether there is drift"}};

void add_drift(std::string& text, const ordered_json& monitor, const std::string& model) {
  for (const OfDrift& of : drift_gauges) {
    Gauge gauge(text, of.name, std::string(of.help) + ", by column.", model);
    for (const ordered_json& column : at(at(monitor, "drift"), "columns")) {
      gauge.add(at(column, of.key), {{"column", at(column, "column")}, {"test", at(column, "test")}});
    }
  }
  const ordered_json& predictions = at(monitor, "predictions");
  for (const OfDrift& of : drift_gauges) {
    const std::string name = of.name == std::string_view("drifted") ? "predictions_drifted" : "prediction_" + std::string(of.name);
    Gauge gauge(text, name, std::string(of.help) + ", of the predictions.", model);
    if (predictions.is_object()) gauge.add(at(predictions, of.key), {{"test", at(predictions, "test")}});
  }
}

void add_score(std::string& text, const ordered_json& score, const std::string& model) {
  Gauge(text, "labelled_rows", "Rows whose label is known.", model).add(at(score, "rows"));
  Gauge live(text, "score", "Metric of the rows whose label is known.", model);
  for (const auto& [metric, value] : at(score, "metrics").items()) live.add(value, {{"metric", metric}});
  Gauge own(text, "reference_score", "The model's own metric, from when it was trained.", model);
  for (const auto& [metric, value] : at(at(score, "reference"), "values").items()) own.add(value, {{"metric", metric}});
}

void add_alerts(std::string& text, const ordered_json& alerts, const std::string& model) {
  Gauge gauge(text, "alerts", "Alerts of the last run, by kind.", model);
  for (const char* kind : {"quality", "feature_drift", "prediction_drift", "skew", "score"}) {
    std::uint64_t count = 0;
    for (const ordered_json& alert : alerts) count += at(alert, "kind") == kind ? 1 : 0;
    gauge.add(count, {{"kind", kind}});
  }
}

}  // namespace

std::string prometheus_text(const ordered_json& monitor, const std::string& model, double seconds) {
  std::string text;
  Gauge(text, "last_run_timestamp_seconds", "When monitor ran last, since 1970.", model).add(seconds);
  add_alerts(text, at(monitor, "alerts"), model);
  add_quality(text, at(monitor, "quality"), model);
  add_drift(text, monitor, model);
  Gauge(text, "skew_rows", "Rows that were predicted by the service's code too.", model).add(at(at(monitor, "skew"), "rows"));
  Gauge(text, "skewed_rows", "Rows of these that got another prediction.", model).add(at(at(monitor, "skew"), "differing"));
  add_score(text, at(monitor, "score"), model);
  return text;
}

}  // namespace trainyard::monitor
