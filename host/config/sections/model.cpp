#include "host/models/model.hpp"

#include "host/config/sections/family_of.hpp"
#include "host/config/sections/section.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

void params_are_known(const ordered_json& document, const Report& report) {
  const models::Family* family = family_of(document);
  if (family == nullptr || !document["model"].contains("params")) return;
  (void)family->canonical(document["model"]["params"],
                          [&](const std::string& name, const std::string& message) { report("model.params." + name, message); });
}

// One of the two ways, and as many costs as there are cases.
void one_threshold_rule(const ordered_json& value, const std::string& path, const Report& report) {
  if (value.contains("f_beta") == value.contains("cost")) report(path, "must hold exactly one of f_beta, cost, like {f_beta: 1}");
}

Option threshold() {
  Option row = Option::list(Option::number().range(-1e12, 1e12)).range(2, 2);
  Option rule = Option::object({{"f_beta", Option::number()
                                               .range(0.001, 1000)
                                               .absent_means("`cost` decides")
                                               .doc("Maximises F-beta of the positive class: 1 is F1, 2 weighs recall more")},
                                {"cost", Option::list(std::move(row))
                                             .range(2, 2)
                                             .example("[[0, 1], [5, 0]]")
                                             .absent_means("`f_beta` decides")
                                             .doc("Minimises the cost: a row per actual class, a column per decision, the positive class "
                                                  "last")}})
                    .check(one_threshold_rule);
  return Option::either({Option::number().range(0, 1), std::move(rule)})
      .absent_means("0.5")
      .doc("Binary classification: the probability from which on a row counts as positive; a rule finds it on out-of-fold predictions");
}

Option calibration() {
  return Option::choice({"none", "sigmoid", "platt", "isotonic", "auto"})
      .fallback("none")
      .doc(
          "Classification: corrects probabilities by what became of out-of-fold rows, as scikit-learn's CalibratedClassifierCV without "
          "`ensemble`. `sigmoid`, also called `platt`: Platt scaling of the log-odds; `isotonic`: isotonic regression; `auto`: the one of "
          "least cross-validated log loss, or `none`");
}

void holds_out(const ordered_json& value, const std::string& path, const Report& report) {
  if (value.contains("calibration") && value["method"] != "split_conformal")
    report(path + ".calibration", "is for split_conformal; the method is " + value["method"].get<std::string>());
}

Option prediction_intervals() {
  return Option::object(
             {{"method", Option::choice({"none", "out_of_fold", "split_conformal"})
                             .fallback("out_of_fold")
                             .doc("`out_of_fold`: as wide as the errors of out-of-fold predictions; the model learns from all training "
                                  "rows. `split_conformal`: as those on rows held out of search and model, with a guarantee")},
              {"coverage",
               Option::number().range(0.5, 0.999).fallback(0.9).unit("fraction").doc("The share of new rows whose value is to lie within")},
              {"calibration", Option::number()
                                  .range(0.01, 0.9)
                                  .unit("fraction")
                                  .absent_means("0.2")
                                  .doc("`split_conformal`: the share of the training rows that is held out")}})
      .check(holds_out)
      .example("{method: split_conformal, coverage: 0.9}")
      .absent_means("`out_of_fold` where the rows are cross-validated anyway, by a search or for early stopping; else `none`")
      .doc("Regression: intervals by conformal prediction, prediction ± a width, in `predict` and in the evaluation");
}

}  // namespace

const models::Family* family_of(const ordered_json& document) {
  if (!document.contains("model") || !document["model"].contains("type")) return nullptr;
  for (const models::Family* family : models::families()) {
    if (document["model"]["type"] == family->name()) return family;
  }
  return nullptr;
}

Section model_section() {
  std::vector<std::string> families;
  std::string about;
  for (const models::Family* family : models::families()) {
    families.push_back(family->name());
    about += (about.empty() ? "`" : "; `") + family->name() + "`: " + family->doc();
  }
  Option model =
      Option::object({{"type", Option::choice(families).fallback(families.front()).doc(about)},
                      {"params", Option::map("parameter", Option::scalar())
                                     .fallback(ordered_json::object())
                                     .example("{max_depth: 6}")
                                     .doc("Parameters of the family, by their own names or aliases; where `search.space` "
                                          "names one too, the value tried takes its place")},
                      {"threshold", threshold()},
                      {"calibration", calibration()},
                      {"prediction_intervals", prediction_intervals()},
                      {"checkpoint_rounds", Option::integer().range(0, 1e9).fallback(100).unit("rounds").doc(
                                                "A final fit by rounds is kept after every so many and goes on from there when "
                                                "interrupted; 0: never. Sampling begins anew there, so it is part of the model")}})
          .doc("The model");
  return {.title = "Model",
          .doc = "The family and its parameters. An unknown parameter is an error.",
          .keys = {{"model", std::move(model)}},
          .relate = params_are_known};
}

}  // namespace trainyard::config
