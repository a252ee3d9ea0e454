#include "host/config/grid.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "host/config/combinations.hpp"
#include "host/config/conditions.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

// Number of values of one dimension; nothing after telling why it is no grid.
std::optional<double> size_of(const std::string& name, const ordered_json& dimension, const Report& report) {
  if (dimension.contains("categorical")) return static_cast<double>(dimension["categorical"].size());
  const bool whole = dimension.contains("int");
  const ordered_json& bounds = dimension[whole ? "int" : "float"];
  const std::string path = "search.space." + name;
  if (dimension.value("log", false)) {
    report(path + ".log", "is for drawn values; with sampler: grid give the values themselves, as {categorical: [0.01, 0.03, 0.1, 0.3]}");
    return std::nullopt;
  }
  if (!whole && !dimension.contains("step")) {
    report(path, "a grid of a float needs a step, as in {float: [0.5, 1], step: 0.1}, or its values, as in {categorical: [0.5, 0.7, 1]}");
    return std::nullopt;
  }
  return range_points(bounds[0].get<double>(), bounds[1].get<double>(), dimension.value("step", 1.0));
}

// Exact with thousands separated up to 2^53, beyond that a power of ten.
std::string count_text(double count, double digits) {
  if (std::isinf(digits)) return "more than " + count_text(static_cast<double>(most_trials), 0);
  if (count > 9007199254740992.0) return "about 10^" + std::to_string(std::llround(digits));
  std::string text = std::to_string(std::llround(count));
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

// What the grid's dimension `name` asks of those before it, whose places are known.
std::vector<GridCondition> conditions_of(const ordered_json& space, const std::string& name,
                                         const std::map<std::string, std::size_t>& place) {
  std::vector<GridCondition> conditions;
  if (!space[name].contains("when")) return conditions;
  for (const auto& [other, asked] : space[name]["when"].items()) {
    GridCondition condition{.dimension = place.at(other), .points = {}};
    for (const auto& value : asked_values(asked)) condition.points.push_back(point_of(space[other], value).value());
    std::ranges::sort(condition.points);
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

}  // namespace

double range_points(double low, double high, double step) { return std::floor((high - low) / step + 1e-9) + 1; }

void grid_is_sound(const ordered_json& document, const Report& report) {
  if (!document.contains("search") || !document["search"].contains("space") || document["search"].value("sampler", "") != "grid") return;
  const ordered_json& space = document["search"]["space"];
  std::vector<GridDimension> grid;
  std::map<std::string, std::size_t> place;
  double digits = 0;
  bool sized = true, conditions = false;
  std::string factors;
  for (const auto& name : in_order(space)) {
    const auto size = size_of(name, space[name], report);
    sized = sized && size.has_value();
    if (!size) continue;
    conditions = conditions || space[name].contains("when");
    place[name] = grid.size();
    grid.push_back({*size, sized ? conditions_of(space, name, place) : std::vector<GridCondition>{}});
    digits += std::log10(*size);
    if (factors.size() < 200) factors += (factors.empty() ? "" : ", ") + name + " " + count_text(*size, std::log10(*size));
  }
  if (!sized) return;
  const double count = combination_count(grid);
  const std::string combinations = count_text(count, conditions ? std::log10(count) : digits) + " combinations";
  if (count > static_cast<double>(most_trials)) {
    report("search.space", "is a grid of " + combinations + " (" + factors + "), more than the " +
                               count_text(static_cast<double>(most_trials), 0) +
                               " a study may have; widen the steps, or use sampler: random");
  } else if (document["search"].contains("trials") && document["search"]["trials"].get<double>() < count) {
    report("search.trials", "is less than the grid's " + combinations + "; take it out to try all of them, or use sampler: random");
  }
}

}  // namespace trainyard::config
