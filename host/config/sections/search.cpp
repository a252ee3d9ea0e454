#include <cstdint>

#include "host/config/conditions.hpp"
#include "host/config/grid.hpp"
#include "host/config/scalar.hpp"
#include "host/config/sections/constraints.hpp"
#include "host/config/sections/searched.hpp"
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

Option when() {
  Option values = Option::list(Option::scalar()).range(1, 10000).distinct();
  return Option::map("other parameter", Option::either({Option::scalar(), std::move(values)}))
      .range(1, 1000)
      .example("{grow_policy: lossguide}")
      .absent_means("in every trial")
      .doc("The parameter is tried only where others, categorical or int, have this value or one of these");
}

Option range(const std::string& key, Option (*number)(), const std::string& about, const std::string& step_absent) {
  return Option::object({{key, Option::list(number()).range(2, 2).required().example("[3, 10]").doc(about)},
                         {"step", number().absent_means(step_absent).doc("Distance between the values tried")},
                         {"log", Option::boolean().fallback(false).doc("Draw evenly on a logarithmic scale; not with `sampler: grid`")},
                         {"when", when()}})
      .check(range_is_sound);
}

Option whole_number() { return Option::integer().range(-9007199254740992.0, 9007199254740992.0); }

Option space() {
  Option categorical = Option::object(
      {{"categorical",
        Option::list(Option::scalar()).range(1, 10000).distinct().required().example("[hist, approx]").doc("The values, equally likely")},
       {"when", when()}});
  return Option::map("parameter", Option::variant({range("int", whole_number, "Lowest and highest whole number, both included", "1"),
                                                   range("float", Option::number, "Lowest and highest number", "none; a grid needs one"),
                                                   std::move(categorical)})
                                      .example("{int: [3, 10]}"))
      .range(1, 1000)
      .required()
      .example("{max_depth: {int: [3, 10]}}")
      .doc(
          "What is tried, by parameter: `{int: [low, high], step, log}`, `{float: [low, high], step, log}` or `{categorical: [values]}`, "
          "each with `when` if it is not for every trial. A name with dots is a key of the config: `model.type`, or one with a single "
          "value below "
          "`features` but `window` and `join`, such as `features.numeric.scale`; `model.params` are for the type given in `model`");
}

Option start() {
  return Option::list(Option::map("parameter", Option::scalar()))
      .range(1, static_cast<double>(most_trials))
      .example("[{max_depth: 6, learning_rate: 0.1}]")
      .absent_means("none")
      .doc("Points of the space that the first trials try, in this order; parameters left out are drawn at random");
}

Option start_from() {
  const std::string about = "Run to take points from: its name or its path, or `latest`, the newest of the experiment that searched";
  return Option::either(
             {Option::text().range(1, 4096),
              Option::object({{"run", Option::text().range(1, 4096).fallback("latest").doc(about)},
                              {"best", Option::integer().range(1, 1000).fallback(usual_start_trials).unit("trials").doc("How many")}})})
      .example("latest")
      .absent_means("none")
      .doc(
          "The best trials of an earlier study, tried first, after those of `start`: `latest`, a run, or `{run, best}`. Values that the "
          "space does not hold are left out. What was found stays with the run, so that it goes on with the same points, and so does any "
          "other run of the same config and data");
}

// Trials are compared by their scores on the folds.
void there_are_folds(const ordered_json& document, const Report& report) {
  if (!document.contains("search") || !document.contains("split")) return;
  const auto folds = document["split"].value("folds", std::int64_t{2});
  if (folds < 2)
    report("split.folds", "must be at least 2 with a search, which compares trials by cross-validation; is " + std::to_string(folds));
}

void relate_search(const ordered_json& document, const Report& report) {
  there_are_folds(document, report);
  if (!document.contains("search") || !document["search"].contains("space")) return;
  if (!conditions_are_sound(document["search"]["space"], report)) return;
  parameters_are_known(document, report);
  grid_is_sound(document, report);
  start_is_sound(document["search"], report);
}

}  // namespace

Section search_section() {
  Option search =
      Option::object(
          {{"sampler", Option::choice({"random", "grid", "tpe"})
                           .fallback("tpe")
                           .doc("How the next trial is chosen: `random` draws every parameter independently; `grid` "
                                "takes all combinations in turn, the last parameter changing fastest; `tpe` draws more of what did "
                                "well in earlier trials, as Optuna's multivariate TPE")},
           {"pruner", Option::choice({"none", "median", "successive_halving", "hyperband", "race"})
                          .fallback("race")
                          .doc("When a trial ends before it is scored on all folds, which it then is on record as pruned, with the reason. "
                               "`race` measures the first fold after 3 / learning_rate and 8 / learning_rate rounds, or a third and two "
                               "thirds of all, where the best half and quarter go on, while such measures tell how trials end, and then "
                               "compares fold by fold with the best trial; `median`, `successive_halving` and "
                               "`hyperband` are Optuna's, a fold being a step; with `none` every trial is scored on all folds")},
           {"trials", Option::integer()
                          .range(1, static_cast<double>(most_trials))
                          .absent_means("20; with `sampler: grid` all combinations")
                          .may_change()
                          .doc("Combinations to try; a grid is tried whole or not at all")},
           {"timeout", Option::duration()
                           .at_least(0.001)
                           .unit("seconds")
                           .absent_means("no limit")
                           .may_change()
                           .doc("No trial starts after this time; the run says so when it cut the search")},
           {"metric", Option::choice(metric_names())
                          .absent_means("the first of `evaluate.metrics`")
                          .doc("What the best trial is chosen by, as the mean over the folds")},
           {"seed", Option::integer().range(0, 9007199254740992.0).absent_means("`seed`").doc("Seed of the search")},
           {"lag", Option::integer()
                       .range(1, static_cast<double>(most_trials))
                       .fallback(4)
                       .unit("trials")
                       .doc("Trial n is proposed from, by `sampler: tpe`, and compared with, by the pruner, the results of trials "
                            "0 … n - lag alone: as many can run side by side without changing the study")},
           {"engine", Option::choice({"batched", "xgboost"})
                          .fallback("batched")
                          .doc("Who grows the trees of trials of `xgboost` and `random_forest`: `batched`, our own, which takes a part of "
                               "the time; what it does not cover goes to XGBoost, and the log says so. The final model is XGBoost's")},
           {"start", start()},
           {"start_from", start_from()},
           {"constraints", constraints()},
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
