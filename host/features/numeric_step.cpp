#include "host/features/numeric_step.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "kernels/impute/impute.hpp"
#include "kernels/map/mapped.hpp"
#include "kernels/scale/scale.hpp"

namespace trainyard::features {
namespace {

namespace impute = kernels::impute;
namespace map = kernels::map;
namespace scale = kernels::scale;
using Json = nlohmann::ordered_json;

void check_maps(const NumericStep& step) {
  if (std::ranges::all_of(step.maps, [](const map::Map& m) { return map::problem_of(m).empty(); })) return;
  throw Error(ExitCode::bad_data, "column '" + step.name + "': its numbers are too large to fit impute: " + step.impute +
                                      ", scale: " + step.scale + " (a mean or range overflows); use none for both, or drop the column");
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

}  // namespace

NumericStep NumericStep::fit(const Exec& exec, const std::string& name, const NumericOptions& options,
                             const kernels::reduce::Numbers& numbers) {
  NumericStep step{name, options.impute, options.scale, {}};
  append(step.maps, impute::find_imputer(options.impute)->fit(exec, numbers, options.fill));
  check_maps(step);
  append(step.maps, scale::find_scaler(options.scale)->fit(exec, map::Mapped(exec, numbers, step.maps)));
  check_maps(step);
  return step;
}

Json NumericStep::to_json() const {
  Json document = {{"name", name}, {"kind", "numeric"}, {"impute", impute}, {"scale", scale}, {"maps", Json::array()}};
  for (const map::Map& map : maps) document["maps"].push_back(map_json(map));
  return document;
}

NumericStep NumericStep::from_json(JsonFields& fields) {
  NumericStep step;
  step.name = fields.text("name");
  step.impute = fields.text("impute");
  if (impute::find_imputer(step.impute) == nullptr) fields.refuse("impute", "unknown imputer '" + step.impute + "'");
  step.scale = fields.text("scale");
  if (scale::find_scaler(step.scale) == nullptr) fields.refuse("scale", "unknown scaler '" + step.scale + "'");
  for (const Json& entry : fields.list("maps")) {
    step.maps.push_back(read_map(entry, fields.path("maps") + "[" + std::to_string(step.maps.size()) + "]"));
  }
  return step;
}

}  // namespace trainyard::features
