#include "host/evaluate/score.hpp"

#include <algorithm>
#include <cmath>

#include "host/error/error.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::evaluate {
namespace {

using kernels::metric::Kind;
using kernels::metric::Metric;

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

const Metric& find_metric(const std::string& name_or_alias) {
  if (const Metric* metric = kernels::metric::find_metric(name_or_alias)) return *metric;
  std::vector<std::string> known;
  for (const Metric& metric : kernels::metric::metrics()) known.emplace_back(metric.name);
  throw Error(ExitCode::bad_config, "unknown metric '" + name_or_alias + "'" + suggest(name_or_alias, known));
}

std::string metric_name(const std::string& name_or_alias) { return std::string(find_metric(name_or_alias).name); }

bool greater_is_better(const std::string& metric) { return find_metric(metric).greater_is_better; }

std::vector<std::string> default_metrics(const models::Target& target) {
  switch (target.task) {
    case models::Task::regression:
      return {"rmse", "mae", "r2", "mape"};
    case models::Task::binary:
      return {"roc_auc", "log_loss", "accuracy", "precision", "recall", "f1", "pr_auc"};
    case models::Task::multiclass:
      return {"log_loss", "accuracy", "f1_macro", "f1_weighted", "precision_macro", "recall_macro", "roc_auc"};
  }
  throw Error(ExitCode::bug, "default_metrics: a task without metrics");
}

std::string misfit(const std::string& metric, const models::Target& target) {
  const Metric& found = find_metric(metric);
  const bool of_numbers = found.kind == Kind::values;
  if (of_numbers != target.classifies()) return "";
  std::vector<std::string> fitting;
  for (const Metric& metric_of_kind : kernels::metric::metrics()) {
    if ((metric_of_kind.kind == Kind::values) != target.classifies()) fitting.emplace_back(metric_of_kind.name);
  }
  return std::string(found.name) + (of_numbers ? " measures numbers" : " measures classes") + ", but the task is " +
         std::string(models::task_name(target.task)) + "; use one of " + listed(fitting);
}

nlohmann::ordered_json score(const Exec& exec, std::span<const std::string> metrics, const Sample& sample) {
  const kernels::metric::DeviceSample there(exec, sample);
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const std::string& name : metrics) {
    const double value = find_metric(name).value(there);
    if (std::isfinite(value)) {
      out[name] = value;
    } else {
      out[name] = nullptr;
    }
  }
  return out;
}

bool follow_from_squares(std::span<const std::string> metrics) {
  return std::ranges::all_of(metrics, [](const std::string& name) { return find_metric(name).of_squares != nullptr; });
}

std::optional<nlohmann::ordered_json> score(std::span<const std::string> metrics, const kernels::metric::Squares& squares) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const std::string& name : metrics) {
    const double value = find_metric(name).of_squares(squares);
    if (!std::isfinite(value)) return std::nullopt;
    out[name] = value;
  }
  return out;
}

}  // namespace trainyard::evaluate
