#include "host/models/xgboost/metric.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "host/error/error.hpp"

namespace trainyard::models::xgboost {

const std::vector<std::string>& metric_names() {
  static const std::vector<std::string> names{
      "rmse",     "mae",     "mape", "rmsle", "mphe", "poisson-nloglik", "gamma-nloglik", "gamma-deviance", "tweedie-nloglik@1.5",
      "quantile", "logloss", "auc",  "aucpr"};
  return names;
}

bool more_is_better(const std::string& metric) {
  const std::string name = metric.substr(0, metric.find('@'));
  return name == "auc" || name == "aucpr";
}

void check_metric(const std::string& metric) {
  const auto base = [](const std::string& name) { return name.substr(0, name.find('@')); };
  if (std::ranges::any_of(metric_names(), [&](const auto& known) { return base(known) == base(metric); })) return;
  throw Error(ExitCode::bad_config, "XGBoost cannot measure '" + metric + "' after a round" + suggest(metric, metric_names()));
}

Scores read_scores(const std::string& line) {
  Scores out;
  for (std::size_t at = line.find('\t'); at != std::string::npos;) {
    const std::size_t end = std::min(line.find('\t', at + 1), line.size());
    const std::string field = line.substr(at + 1, end - at - 1);
    const std::size_t dash = field.find('-'), colon = field.rfind(':');
    if (dash == std::string::npos || colon == std::string::npos) throw Error(ExitCode::bug, "XGBoost's evaluation cannot be read: " + line);
    out.metric = field.substr(dash + 1, colon - dash - 1);
    double value = std::numeric_limits<double>::quiet_NaN();
    std::from_chars(field.data() + colon + 1, field.data() + field.size(), value);
    out.values.push_back(value);
    at = end < line.size() ? end : std::string::npos;
  }
  return out;
}

}  // namespace trainyard::models::xgboost
