#include "host/models/xgboost/metric.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

#include "host/error/error.hpp"

namespace trainyard::models::xgboost {

std::string round_metric(const std::string& metric, const Target& target) {
  using Names = std::map<std::string, std::string>;
  static const Names regression{{"rmse", "rmse"}, {"mae", "mae"}, {"mape", "mape"}};
  static const Names binary{{"log_loss", "logloss"}, {"roc_auc", "auc"}, {"pr_auc", "aucpr"}, {"accuracy", "error"}};
  static const Names multiclass{{"log_loss", "mlogloss"}, {"accuracy", "merror"}};
  const Names& names = target.task == Task::regression ? regression : target.task == Task::binary ? binary : multiclass;
  const auto found = names.find(metric);
  return found == names.end() ? "" : found->second;
}

bool more_is_better(const std::string& metric) {
  const std::string name = metric.substr(0, metric.find('@'));
  return name == "auc" || name == "aucpr";
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
