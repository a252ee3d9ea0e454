#include "host/features/numeric_step.hpp"

#include <algorithm>
#include <functional>

#include "host/error/error.hpp"
#include "kernels/impute/impute.hpp"
#include "kernels/map/mapped.hpp"
#include "kernels/outliers/outliers.hpp"
#include "kernels/scale/scale.hpp"

namespace trainyard::features {
namespace {

namespace impute = kernels::impute;
namespace map = kernels::map;
namespace outliers = kernels::outliers;
namespace scale = kernels::scale;
using Json = nlohmann::ordered_json;

void check_maps(const NumericStep& step) {
  if (std::ranges::all_of(step.maps, [](const map::Map& m) { return map::problem_of(m).empty(); })) return;
  throw Error(ExitCode::bad_data, "column '" + step.name + "': its numbers are too large to fit outliers: " + step.outliers +
                                      ", impute: " + step.impute + ", scale: " + step.scale +
                                      " (a mean or range overflows); use none for all, or drop the column");
}

void append(map::Maps& maps, map::Maps more) { std::ranges::move(more, std::back_inserter(maps)); }

Json map_json(const map::Map& map) {
  Json document = {{"map", map::kind_name(map.kind)}, {"a", map.a}, {"b", map.b}};
  if (!map.table.empty()) document["table"] = map.table;
  return document;
}

map::Map read_map(const Json& document, const std::string& path) {
  JsonFields fields(document, path);
  const std::string word = fields.text("map");
  const map::Kind* kind = map::find_kind(word);
  if (kind == nullptr) fields.refuse("map", "unknown map '" + word + "'");
  map::Map made{*kind, fields.number("a"), fields.number("b"), {}};
  if (document.contains("table")) made.table = fields.numbers("table");
  fields.end();
  if (const std::string problem = map::problem_of(made); !problem.empty()) fields.refuse("map", problem);
  return made;
}

map::Maps outlier_maps(const Exec& exec, const OutlierOptions& options, const kernels::reduce::Numbers& numbers) {
  const auto bounds = outliers::find_method(options.method)->fit(exec, numbers, options.limits);
  if (!bounds) return {};
  const auto kind = options.action == "missing" ? map::Kind::discard_outside : map::Kind::clip;
  return {{.kind = kind, .a = bounds->lower, .b = bounds->upper}};
}

void impute_missing(const Exec& exec, NumericStep& step, const NumericOptions& options, const kernels::reduce::Numbers& numbers,
                    const Grouping* grouping) {
  const auto& imputer = *impute::find_imputer(options.impute);
  const map::Mapped left(exec, numbers, step.maps);
  map::Maps overall = imputer.fit(exec, left, options.fill);
  if (grouping == nullptr) return append(step.maps, std::move(overall));
  step.by = options.by;
  GroupFill fill = fit_groups(exec, imputer, left, *grouping, overall.front().a);
  step.groups = std::move(fill.groups);
  step.maps.push_back(std::move(fill.map));
}

// Whether the groups and the maps that look at them fit together.
void check_groups(const NumericStep& step, const JsonFields& fields) {
  if (std::ranges::adjacent_find(step.groups, std::greater_equal<>()) != step.groups.end()) {
    fields.refuse("groups", "not sorted, or not distinct");
  }
  for (const map::Map& map : step.maps) {
    if (map.kind != map::Kind::fill_by_code) continue;
    if (step.by.empty()) fields.refuse("maps", "hold fill_by_code, but there is no 'by' column");
    if (map.table.size() != step.groups.size()) fields.refuse("groups", "not one for each number of the table of fill_by_code");
  }
}

}  // namespace

NumericStep NumericStep::fit(const Exec& exec, const std::string& name, const NumericOptions& options,
                             const kernels::reduce::Numbers& numbers, const Grouping* grouping) {
  NumericStep step{.name = name, .impute = options.impute, .scale = options.scale, .indicator = options.indicator};
  step.outliers = options.outliers.method;
  step.action = options.outliers.action;
  if (step.action != "drop") append(step.maps, outlier_maps(exec, options.outliers, numbers));
  check_maps(step);
  impute_missing(exec, step, options, numbers, grouping);
  check_maps(step);
  const auto maps = grouping == nullptr ? step.maps : step.maps_for(grouping->dictionary);
  const auto codes = grouping == nullptr ? kernels::CodesView{} : grouping->codes;
  append(step.maps, scale::find_scaler(options.scale)->fit(exec, map::Mapped(exec, numbers, maps, codes)));
  check_maps(step);
  return step;
}

bool NumericStep::groups_rows(const NumericOptions& options) {
  return !options.by.empty() && impute::find_imputer(options.impute)->of_group != nullptr;
}

std::vector<std::string> NumericStep::features() const {
  if (!indicator) return {name};
  return {name, name + "_missing"};
}

map::Maps NumericStep::maps_for(const dataset::Dictionary& dictionary) const {
  map::Maps made = maps;
  for (map::Map& map : made) {
    if (map.kind == map::Kind::fill_by_code) map = for_dictionary(map, groups, dictionary);
  }
  return made;
}

Json NumericStep::to_json() const {
  Json document = {{"name", name}, {"kind", "numeric"}};
  if (outliers != "none") document.update({{"outliers", outliers}, {"action", action}});
  document["impute"] = impute;
  if (!by.empty()) document.update({{"by", by}, {"groups", groups}});
  if (indicator) document["indicator"] = true;
  document.update({{"scale", scale}, {"maps", Json::array()}});
  for (const map::Map& map : maps) document["maps"].push_back(map_json(map));
  return document;
}

NumericStep NumericStep::from_json(JsonFields& fields) {
  NumericStep step;
  step.name = fields.text("name");
  if (fields.has("outliers")) {
    step.outliers = fields.text("outliers");
    if (outliers::find_method(step.outliers) == nullptr) fields.refuse("outliers", "unknown method '" + step.outliers + "'");
    step.action = fields.text("action");
    if (std::ranges::find(outlier_actions(), step.action) == outlier_actions().end()) {
      fields.refuse("action", "unknown value '" + step.action + "'");
    }
  }
  step.impute = fields.text("impute");
  if (impute::find_imputer(step.impute) == nullptr) fields.refuse("impute", "unknown imputer '" + step.impute + "'");
  if (fields.has("by")) {
    step.by = fields.text("by");
    step.groups = fields.texts("groups");
  }
  if (fields.has("indicator")) step.indicator = fields.boolean("indicator");
  step.scale = fields.text("scale");
  if (scale::find_scaler(step.scale) == nullptr) fields.refuse("scale", "unknown scaler '" + step.scale + "'");
  for (const Json& entry : fields.list("maps")) {
    step.maps.push_back(read_map(entry, fields.path("maps") + "[" + std::to_string(step.maps.size()) + "]"));
  }
  check_groups(step, fields);
  return step;
}

}  // namespace trainyard::features
