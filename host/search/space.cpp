#include "host/search/space.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "host/config/conditions.hpp"
#include "host/config/grid.hpp"
#include "kernels/base/math.cuh"

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

/// By the project's own functions: the same bits with every version of the C library.
double log_uniform(double low, double high, double u) {
  using namespace kernels::TRAINYARD_BACKEND;
  return portable_exp(portable_log(low) + u * (portable_log(high) - portable_log(low)));
}

/// Without the rounding errors of a sum: 0.1 + 2 * 0.1 is 0.3. Keeps 15 digits.
double as_written(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 15).ptr;
  std::from_chars(text.data(), end, value);
  return value;
}

Dimension read_dimension(const std::string& name, const ordered_json& written) {
  Dimension dimension{.name = name};
  for (const auto& [key, value] : written.items()) {
    if (key == "int" || key == "float") {
      dimension.kind = key == "int" ? Kind::integer : Kind::floating;
      dimension.low = value.at(0);
      dimension.high = value.at(1);
    } else if (key == "categorical") {
      dimension.kind = Kind::categorical;
      dimension.choices.assign(value.begin(), value.end());
    } else if (key == "step") {
      dimension.step = value;
    } else if (key == "log") {
      dimension.log = value;
    } else if (key == "when") {
      for (const auto& [other, asked] : value.items()) dimension.when.push_back({other, config::asked_values(asked)});
    }
  }
  return dimension;
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

bool Dimension::holds(const ordered_json& value) const {
  if (kind == Kind::categorical) return std::ranges::find(choices, value) != choices.end();
  if (!value.is_number() || (kind == Kind::integer && !value.is_number_integer())) return false;
  const double number = value;
  if (!(number >= low && number <= high)) return false;
  const double place = (number - low) / (step > 0 ? step : 1);
  return step <= 0 || std::abs(place - std::round(place)) <= 1e-9;
}

std::uint64_t Dimension::index_of(const ordered_json& value) const {
  if (kind == Kind::categorical) return static_cast<std::uint64_t>(std::ranges::find(choices, value) - choices.begin());
  return static_cast<std::uint64_t>(std::round((value.get<double>() - low) / (step > 0 ? step : 1)));
}

ordered_json Dimension::at(double u) const {
  if (has_points()) return point(std::min(static_cast<std::uint64_t>(u * static_cast<double>(points())), points() - 1));
  // As Optuna: log integers are drawn from the continuous range widened by a half, then rounded.
  if (kind == Kind::integer) {
    return static_cast<std::int64_t>(std::clamp(std::round(log_uniform(low - 0.5, high + 0.5, u)), low, high));
  }
  return log ? std::clamp(log_uniform(low, high, u), low, high) : low + u * (high - low);
}

bool Dimension::exists(const models::Params& chosen) const {
  return std::ranges::all_of(when, [&](const Condition& condition) {
    const auto at = chosen.find(condition.parameter);
    return at != chosen.end() && std::ranges::find(condition.values, *at) != condition.values.end();
  });
}

bool Dimension::is_single() const { return has_points() ? points() == 1 : low == high; }

Proposal read_proposal(const models::Params& params) {
  Proposal proposal{.model = models::Params::object(), .keys = models::Params::object(), .family = ""};
  for (const auto& [name, value] : params.items()) {
    if (name == "model.type") {
      proposal.family = value;
    } else if (name.find('.') != std::string::npos) {
      proposal.keys[name] = value;
    } else {
      proposal.model[name] = value;
    }
  }
  return proposal;
}

std::vector<Dimension> space_from_config(const config::Config& config) {
  std::vector<Dimension> space;
  const auto& written = config.at("search.space");
  for (const auto& name : config::in_order(written)) space.push_back(read_dimension(name, written[name]));
  return space;
}

std::vector<models::Params> start_from_config(const config::Config& config) {
  const auto& written = config.at("search.start");
  return {written.begin(), written.end()};
}

void use_canonical_names(const models::Family& family, std::vector<Dimension>& space, std::vector<models::Params>& start) {
  std::map<std::string, std::string> names;
  for (const auto& dimension : space) {
    // The config has been checked; alone, a value may lack the one that makes it allowed.
    const auto canonical = family.canonical({{dimension.name, dimension.at(0)}}, [](const auto&, const auto&) {});
    names[dimension.name] = canonical.size() == 1 ? canonical.begin().key() : dimension.name;
  }
  for (auto& dimension : space) {
    dimension.name = names.at(dimension.name);
    for (auto& condition : dimension.when) condition.parameter = names.at(condition.parameter);
  }
  for (auto& point : start) {
    models::Params renamed = models::Params::object();
    for (const auto& [name, value] : point.items()) renamed[names.at(name)] = value;
    point = std::move(renamed);
  }
}

}  // namespace trainyard::search
