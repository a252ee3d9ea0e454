#include "host/search/space.hpp"

#include <algorithm>
#include <cmath>

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

/// Number of grid points of an integer or stepped range.
double points(double low, double high, double step) { return std::floor((high - low) / step + 1e-9) + 1; }

double log_uniform(double low, double high, double u) { return std::exp(std::log(low) + u * (std::log(high) - std::log(low))); }

double on_grid(double low, double high, double step, double u) {
  const double index = std::min(std::floor(u * points(low, high, step)), points(low, high, step) - 1);
  return low + index * step;
}

}  // namespace

ordered_json Dimension::at(double u) const {
  if (kind == Kind::categorical) {
    const auto n = choices.size();
    return choices[std::min(static_cast<std::size_t>(u * static_cast<double>(n)), n - 1)];
  }
  if (kind == Kind::integer) {
    // As Optuna: log integers are drawn from the continuous range widened by a half, then rounded.
    const double value =
        log ? std::clamp(std::round(log_uniform(low - 0.5, high + 0.5, u)), low, high) : on_grid(low, high, step > 0 ? step : 1, u);
    return static_cast<std::int64_t>(value);
  }
  if (log) return std::clamp(log_uniform(low, high, u), low, high);
  return step > 0 ? on_grid(low, high, step, u) : low + u * (high - low);
}

std::vector<Dimension> space_from_config(const config::Config& config) {
  std::vector<Dimension> space;
  for (const auto& [name, spec] : config.at("search.space").items()) {
    Dimension dimension{.name = name, .choices = {}};
    for (const auto& [key, value] : spec.items()) {
      if (key == "int" || key == "float") {
        dimension.kind = key == "int" ? Kind::integer : Kind::floating;
        dimension.low = value.at(0);
        dimension.high = value.at(1);
      } else if (key == "categorical") {
        dimension.kind = Kind::categorical;
        dimension.choices.assign(value.begin(), value.end());
      } else if (key == "step" && !value.is_null()) {
        dimension.step = value;
      } else if (key == "log") {
        dimension.log = value;
      }
    }
    space.push_back(std::move(dimension));
  }
  return space;
}

}  // namespace trainyard::search
