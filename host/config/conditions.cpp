#include "host/config/conditions.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "host/config/grid.hpp"
#include "host/config/scalar.hpp"
#include "host/error/error.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

const ordered_json& bounds_of(const ordered_json& dimension) { return dimension[dimension.contains("int") ? "int" : "float"]; }

double step_of(const ordered_json& dimension) { return dimension.value("step", dimension.contains("int") ? 1.0 : 0.0); }

std::string as_told(const ordered_json& value) { return value.is_string() ? "'" + value.get<std::string>() + "'" : value.dump(); }

std::vector<std::string> names_in(const ordered_json& space) {
  std::vector<std::string> names;
  for (const auto& [name, dimension] : space.items()) names.push_back(name);
  return names;
}

/// The names of a cycle that `name` leads to, as "a, b, a"; empty when it leads to none.
std::string cycle_from(const ordered_json& space, const std::string& name, std::vector<std::string>& path) {
  const auto before = std::ranges::find(path, name);
  if (before != path.end()) {
    std::string text;
    for (auto at = before; at != path.end(); ++at) text += *at + ", ";
    return text + name;
  }
  if (!space.contains(name) || !space[name].contains("when")) return "";
  path.push_back(name);
  for (const auto& [other, asked] : space[name]["when"].items()) {
    const std::string found = cycle_from(space, other, path);
    if (!found.empty()) return found;
  }
  path.pop_back();
  return "";
}

bool condition_is_sound(const ordered_json& space, const std::string& name, const std::string& other, const ordered_json& asked,
                        const Report& report) {
  const std::string path = "search.space." + name + ".when." + other;
  if (!space.contains(other)) {
    report(path, "is no parameter of search.space" + suggest(other, names_in(space)));
    return false;
  }
  if (space[other].contains("float")) {
    report(path, "is a float, whose values no condition can name; conditions go by a categorical or an int");
    return false;
  }
  bool sound = true;
  for (const auto& value : asked_values(asked)) {
    if (point_of(space[other], value)) continue;
    report(path, why_not(space[other], value));
    sound = false;
  }
  return sound;
}

/// Reports what is wrong with one value of a starting point.
void value_is_sound(const ordered_json& space, const ordered_json& point, const std::string& name, const std::string& path,
                    const Report& report) {
  if (!space.contains(name)) return report(path, "is no parameter of search.space" + suggest(name, names_in(space)));
  const ordered_json& dimension = space[name];
  const std::string mistake = why_not(dimension, point[name]);
  if (!mistake.empty()) report(path, mistake);
  if (!dimension.contains("when")) return;
  for (const auto& [other, asked] : dimension["when"].items()) {
    const auto values = asked_values(asked);
    if (point.contains(other) && std::ranges::find(values, point[other]) != values.end()) continue;
    std::string wanted;
    for (const auto& value : values) wanted += (wanted.empty() ? "" : " or ") + value.dump();
    report(path, "exists only with " + other + ": " + wanted + "; give that beside it, or take this out");
  }
}

/// Reports more points than there are trials.
void start_from_fits(const ordered_json& search, const Report& report) {
  if (!search.contains("start_from") || !search.contains("trials")) return;
  const auto& from = search["start_from"];
  const std::uint64_t best = from.is_object() ? from.value("best", std::uint64_t{0}) : usual_start_trials;
  const std::uint64_t own = search.contains("start") ? search["start"].size() : 0, trials = search["trials"].get<std::uint64_t>();
  if (own > trials || own + best <= trials) return;
  report("search.start_from",
         "takes the best " + std::to_string(best) + (own > 0 ? " after " + std::to_string(own) + " of search.start" : "") +
             ", more than search.trials (" + std::to_string(trials) +
             "); raise that, or take fewer: {run: latest, best: " + std::to_string(std::max<std::uint64_t>(1, trials - own)) + "}");
}

}  // namespace

std::vector<ordered_json> asked_values(const ordered_json& asked) {
  if (!asked.is_array()) return {asked};
  return {asked.begin(), asked.end()};
}

std::optional<std::uint64_t> point_of(const ordered_json& dimension, const ordered_json& value) {
  if (dimension.contains("categorical")) {
    const auto& choices = dimension["categorical"];
    const auto at = std::find(choices.begin(), choices.end(), value);
    if (at == choices.end()) return std::nullopt;
    return static_cast<std::uint64_t>(at - choices.begin());
  }
  const double step = step_of(dimension);
  if (!value.is_number() || step <= 0) return std::nullopt;
  const double low = bounds_of(dimension)[0].get<double>(), high = bounds_of(dimension)[1].get<double>();
  const double place = std::round((value.get<double>() - low) / step);
  const bool exact = dimension.contains("int") ? low + place * step == value.get<double>()
                                               : std::abs(low + place * step - value.get<double>()) <= 1e-9 * step;
  if (!exact || place < 0 || place >= range_points(low, high, step)) return std::nullopt;
  return static_cast<std::uint64_t>(place);
}

std::string why_not(const ordered_json& dimension, const ordered_json& value) {
  if (dimension.contains("categorical")) {
    if (point_of(dimension, value)) return "";
    std::vector<std::string> known;
    std::string all;
    for (const auto& choice : dimension["categorical"]) {
      known.push_back(choice.is_string() ? choice.get<std::string>() : choice.dump());
      if (known.size() <= 20) all += (all.empty() ? "" : ", ") + known.back();
    }
    const std::string near = value.is_string() ? nearest_name(value.get<std::string>(), known) : "";
    return "is " + as_told(value) + ": must be one of " + all + (known.size() > 20 ? ", …" : "") +
           (near.empty() ? "" : "; did you mean '" + near + "'?");
  }
  const double low = bounds_of(dimension)[0].get<double>(), high = bounds_of(dimension)[1].get<double>(), step = step_of(dimension);
  const std::string range = " between " + number_text(low) + " and " + number_text(high);
  if (dimension.contains("int") && !value.is_number_integer()) return "is " + as_told(value) + ": must be a whole number" + range;
  if (!value.is_number()) return "is " + as_told(value) + ": must be a number" + range;
  if (value.get<double>() < low || value.get<double>() > high) return "is " + as_told(value) + ": must be" + range;
  if (step > 0 && !point_of(dimension, value)) {
    return "is " + as_told(value) + ": must be " + number_text(low) + " and a multiple of the step " + number_text(step);
  }
  return "";
}

std::vector<std::string> in_order(const ordered_json& space) {
  std::vector<std::string> order;
  std::set<std::string> placed;
  for (bool more = true; more;) {
    more = false;
    for (const auto& [name, dimension] : space.items()) {
      if (placed.contains(name)) continue;
      bool ready = true;
      if (dimension.contains("when")) {
        for (const auto& [other, asked] : dimension["when"].items()) ready = ready && placed.contains(other);
      }
      if (!ready) continue;
      order.push_back(name);
      placed.insert(name);
      more = true;
    }
  }
  return order;
}

bool conditions_are_sound(const ordered_json& space, const Report& report) {
  bool sound = true;
  for (const auto& [name, dimension] : space.items()) {
    if (!dimension.contains("when")) continue;
    for (const auto& [other, asked] : dimension["when"].items()) {
      sound = condition_is_sound(space, name, other, asked, report) && sound;
    }
  }
  for (const auto& [name, dimension] : space.items()) {
    std::vector<std::string> path;
    const std::string cycle = cycle_from(space, name, path);
    if (!cycle.starts_with(name + ", ")) continue;
    report("search.space." + name + ".when", "leads back to itself (" + cycle + "), so that none of these can be chosen first");
    return false;
  }
  return sound;
}

void start_is_sound(const ordered_json& search, const Report& report) {
  if (search.contains("start_from") && search.value("sampler", "") == "grid") {
    report("search.start_from", "does not go with sampler: grid, which tries every combination anyway; take one of them out");
  }
  start_from_fits(search, report);
  if (!search.contains("start")) return;
  const auto& start = search["start"];
  if (search.value("sampler", "") == "grid") {
    return report("search.start", "does not go with sampler: grid, which tries every combination anyway; take one of them out");
  }
  if (search.contains("trials") && start.size() > search["trials"].get<std::uint64_t>()) {
    report("search.start", "has " + std::to_string(start.size()) + " points, more than search.trials (" + search["trials"].dump() +
                               "); raise that or take some out");
  }
  for (std::size_t i = 0; i < start.size(); ++i) {
    for (const auto& [name, value] : start[i].items()) {
      value_is_sound(search["space"], start[i], name, "search.start[" + std::to_string(i) + "]." + name, report);
    }
  }
}

}  // namespace trainyard::config
