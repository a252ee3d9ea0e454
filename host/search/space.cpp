#include "host/search/space.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "host/config/grid.hpp"

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

double log_uniform(double low, double high, double u) { return std::exp(std::log(low) + u * (std::log(high) - std::log(low))); }

/// Without the rounding errors of a sum: 0.1 + 2 * 0.1 is 0.3. Keeps 15 digits.
double as_written(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 15).ptr;
  std::from_chars(text.data(), end, value);
  return value;
}

}  // namespace

bool Dimension::has_points() const { return kind == Kind::categorical || (!log && (kind == Kind::integer || step > 0)); }

std::uint64_t Dimension::points() const {
  if (kind == Kind::categorical) return choices.size();
  return static_cast<std::uint64_t>(config::range_points(low, high, step > 0 ? step : 1));
}

ordered_json Dimension::point(std::uint64_t index) const {
  if (kind == Kind::categorical) return choices.at(index);
  const double value = low + static_cast<double>(index) * (step > 0 ? step : 1);
  if (kind == Kind::integer) return static_cast<std::int64_t>(value);
  return std::min(as_written(value), high);
}

ordered_json Dimension::at(double u) const {
  if (has_points()) return point(std::min(static_cast<std::uint64_t>(u * static_cast<double>(points())), points() - 1));
  // As Optuna: log integers are drawn from the continuous range widened by a half, then rounded.
  if (kind == Kind::integer) {
    return static_cast<std::int64_t>(std::clamp(std::round(log_uniform(low - 0.5, high + 0.5, u)), low, high));
  }
  return log ? std::clamp(log_uniform(low, high, u), low, high) : low + u * (high - low);
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
