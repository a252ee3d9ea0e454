#include <cstdint>
#include <map>

#include "host/config/grid.hpp"
#include "host/config/scalar.hpp"
#include "host/config/sections/family_of.hpp"
#include "host/config/sections/section.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

void range_is_sound(const ordered_json& value, const std::string& path, const Report& report) {
  const bool whole = value.contains("int");
  const ordered_json& bounds = value[whole ? "int" : "float"];
  const double low = bounds[0].get<double>(), high = bounds[1].get<double>();
  if (low > high) report(path, "low (" + number_text(low) + ") is above high (" + number_text(high) + ")");
  const bool log = value.value("log", false);
  if (log && low <= 0) report(path, "log needs a low above 0; is " + number_text(low));
  if (log && value.contains("step")) report(path + ".step", "does not go with log; take one of them out");
  if (!value.contains("step")) return;
  const double step = value["step"].get<double>();
  if (step <= 0) report(path + ".step", "must be above 0; is " + number_text(step));
  if (step > high - low && low < high) report(path + ".step", "(" + number_text(step) + ") is wider than the range");
}

Option range(const std::string& key, Option (*number)(), const std::string& about, const std::string& step_absent) {
  return Option::object({{key, Option::list(number()).range(2, 2).required().example("[3, 10]").doc(about)},
                         {"step", number().absent_means(step_absent).doc("Distance between the values tried")},
                         {"log", Option::boolean().fallback(false).doc("Draw evenly on a logarithmic scale; not with `sampler: grid`")}})
      .check(range_is_sound);
}

Option whole_number() { return Option::integer().range(-9007199254740992.0, 9007199254740992.0); }

Option space() {
  Option categorical = Option::object(
      {{"categorical",
        Option::list(Option::scalar()).range(1, 10000).distinct().required().example("[hist, approx]").doc("The values, equally likely")}});
  return Option::map("parameter", Option::variant({range("int", whole_number, "Lowest and highest whole number, both included", "1"),
                                                   range("float", Option::number, "Lowest and highest number", "none; a grid needs one"),
                                                   std::move(categorical)})
                                      .example("{int: [3, 10]}"))
      .range(1, 1000)
      .required()
      .example("{max_depth: {int: [3, 10]}}")
      .doc("What is tried, by parameter: `{int: [low, high], step, log}`, `{float: [low, high], step, log}` or `{categorical: [values]}`");
}

// Values at both ends of a dimension, or all of a categorical one.
std::vector<ordered_json> ends(const ordered_json& dimension) {
  for (const char* key : {"int", "float", "categorical"}) {
    if (dimension.contains(key)) return {dimension[key].begin(), dimension[key].end()};
  }
  return {};
}

// Checks each value by itself and returns the parameter's canonical name, empty after a mistake. How parameters go together is
// decided by the trial that brings them together.
std::string canonical_name(const models::Family& family, const std::string& name, const ordered_json& dimension, const Report& report) {
  std::string canonical;
  for (const ordered_json& value : ends(dimension)) {
    std::string mistake;
    const auto params = family.canonical({{name, value}}, [&](const std::string&, const std::string& message) { mistake = message; });
    if (params.empty()) {
      report("search.space." + name, mistake);
      return "";
    }
    canonical = params.begin().key();
  }
  return canonical;
}

void space_fits_family(const ordered_json& document, const Report& report) {
  if (!document.contains("search") || !document["search"].contains("space")) return;
  const models::Family* family = family_of(document);
  std::map<std::string, std::string> given_as;
  for (const auto& [name, dimension] : document["search"]["space"].items()) {
    const std::string canonical = family == nullptr ? "" : canonical_name(*family, name, dimension, report);
    if (canonical.empty()) continue;
    const auto [first, fresh] = given_as.emplace(canonical, name);
    if (!fresh) report("search.space." + name, "is the same parameter as '" + first->second + "'; give one of them");
  }
}

// Trials are compared by their scores on the folds.
void there_are_folds(const ordered_json& document, const Report& report) {
  if (!document.contains("search") || !document.contains("split")) return;
  const auto folds = document["split"].value("folds", std::int64_t{2});
  if (folds < 2)
    report("split.folds", "must be at least 2 with a search, which compares trials by cross-validation; is " + std::to_string(folds));
}

void relate_search(const ordered_json& document, const Report& report) {
  space_fits_family(document, report);
  there_are_folds(document, report);
  grid_is_sound(document, report);
}

}  // namespace

Section search_section() {
  Option search = Option::object({{"sampler", Option::choice({"random", "grid"})
                                                  .fallback("random")
                                                  .doc("How the next trial is chosen: `random` draws every parameter independently; `grid` "
                                                       "takes all combinations in turn, the last parameter changing fastest")},
                                  {"trials", Option::integer()
                                                 .range(1, static_cast<double>(most_trials))
                                                 .absent_means("20; with `sampler: grid` all combinations")
                                                 .doc("Combinations to try; a grid is tried whole or not at all")},
                                  {"timeout", Option::duration()
                                                  .at_least(0.001)
                                                  .unit("seconds")
                                                  .absent_means("no limit")
                                                  .doc("No trial starts after this time; the run says so when it cut the search")},
                                  {"metric", Option::choice(metric_names())
                                                 .absent_means("the first of `evaluate.metrics`")
                                                 .doc("What the best trial is chosen by, as the mean over the folds")},
                                  {"seed", Option::integer().range(0, 9007199254740992.0).absent_means("`seed`").doc("Seed of the search")},
                                  {"space", space()}})
                      .absent_means("one fit with `model.params`")
                      .doc("The search for the best parameters");
  return {.title = "Search",
          .doc =
              "Every trial is fitted on every fold of the training rows; the test rows are never read. Without this section there is one "
              "fit with `model.params`.",
          .keys = {{"search", std::move(search)}},
          .relate = relate_search};
}

}  // namespace trainyard::config
