#include "host/evaluate/score.hpp"

#include <algorithm>
#include <cmath>

#include "host/error/error.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::evaluate {
namespace {

const kernels::metric::Metric& find(const std::string& name_or_alias) {
  std::vector<std::string> known;
  for (const auto& metric : kernels::metric::metrics()) {
    if (metric.name == name_or_alias || std::ranges::find(metric.aliases, name_or_alias) != metric.aliases.end()) return metric;
    known.push_back(std::string(metric.name));
  }
  throw Error(ExitCode::bad_config, "unknown metric '" + name_or_alias + "'" + suggest(name_or_alias, known));
}

}  // namespace

std::string metric_name(const std::string& name_or_alias) { return std::string(find(name_or_alias).name); }

bool greater_is_better(const std::string& metric) { return find(metric).greater_is_better; }

nlohmann::ordered_json score(const Exec& exec, std::span<const std::string> metrics, std::span<const double> actual,
                             std::span<const float> predicted) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const auto& name : metrics) {
    const double value = find(name).value(exec, actual, predicted);
    if (std::isfinite(value)) {
      out[name] = value;
    } else {
      out[name] = nullptr;
    }
  }
  return out;
}

}  // namespace trainyard::evaluate
