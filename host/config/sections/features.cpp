#include <algorithm>
#include <cmath>
#include <limits>

#include "host/config/sections/history.hpp"
#include "host/config/sections/section.hpp"
#include "kernels/encode/encode.hpp"
#include "kernels/impute/impute.hpp"
#include "kernels/outliers/outliers.hpp"
#include "kernels/scale/scale.hpp"
#include "kernels/select/select.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

Option number_impute() { return Option::choice(names_of(kernels::impute::imputers())); }
Option category_impute() { return Option::choice({"none", "missing"}); }
Option scale() { return Option::choice(names_of(kernels::scale::scalers())).doc("Scaling, learned on training rows"); }
Option encode() { return Option::choice(names_of(kernels::encode::encoders())).doc("Encoding of categories as numbers"); }
Option fill() { return Option::number().absent_means("0").doc("The number that `impute: constant` puts in"); }
Option unseen() {
  return Option::choice({"error", "missing", "other"}).doc("What a category not met in training becomes: an error, missing, or `other`");
}
Option min_frequency() {
  return Option::integer().range(0, 1e9).unit("rows").doc("Categories in fewer training rows than this fall under `other`; 0: none do");
}

Option max_categories() {
  return Option::integer()
      .range(1, 1e9)
      .absent_means("any number")
      .doc(
          "At most so many categories, `other` included: the least frequent of the rest fall under it, of equally frequent ones those "
          "first in order");
}
Option smooth() {
  return Option::scalar().absent_means("auto").example("auto").doc(
      "Of `encode: target`: how many rows the mean of all rows counts as in that of a category; `auto`: by empirical Bayes");
}
Option cv() {
  return Option::integer().range(2, 1000).absent_means("5").doc(
      "Of `encode: target` and `woe`: inner folds; a training row gets the encoding learned from the others");
}
Option regularization() {
  return Option::number().absent_means("1").unit("rows").doc("Of `encode: woe`: added to the rows of either class in each category");
}
Option hashed_features() { return Option::integer().range(1, 1e5).absent_means("8").doc("Of `encode: hashing`: the number of columns"); }

Option by() {
  return Option::text()
      .range(1, 10000)
      .absent_means("one for the column")
      .doc(
          "A category column: each of its categories has a mean, median or most frequent number of its own; a category without numbers, "
          "an unseen and a missing one take the column's");
}
Option indicator() { return Option::boolean().doc("A feature more, NAME_missing: 1 where the number is missing in the data, else 0"); }

// The defaults of the methods that read a key, as "1.5 for iqr, 3 for zscore".
std::string defaults_of(kernels::outliers::Reads reads, double kernels::outliers::Limits::*member) {
  std::string text;
  for (const auto& method : kernels::outliers::methods()) {
    const double value = method.defaults.*member;
    if (method.reads != reads) continue;
    const bool open = std::abs(value) == std::numeric_limits<double>::max();
    text += (text.empty() ? "" : ", ") + (open ? "none" : ordered_json(value).dump()) + " for " + std::string(method.name);
  }
  return text;
}

// Keys that a method does not read say that something else was meant.
void limits_fit_method(const ordered_json& value, const std::string& path, const Report& report) {
  using kernels::outliers::Reads;
  const auto& method = *kernels::outliers::find_method(value["method"].get<std::string>());
  const auto needs = [&](const char* key, Reads reads, const char* words) {
    if (value.contains(key) && method.reads != reads) report(path + "." + key, std::string("is for ") + words);
  };
  needs("factor", Reads::factor, "the methods iqr, zscore and mad");
  needs("lower", Reads::range, "the methods percentile and bounds");
  needs("upper", Reads::range, "the methods percentile and bounds");
  if (method.reads != Reads::range) return;
  const double lower = value.value("lower", method.defaults.lower), upper = value.value("upper", method.defaults.upper);
  if (!(lower < upper)) report(path + ".lower", "must be below upper");
  if (method.name == "bounds") {
    if (!value.contains("lower") && !value.contains("upper")) report(path + ".method", "bounds needs lower, upper or both");
  } else if (lower < 0.0 || upper > 1.0) {
    report(path, "lower and upper of percentile are probabilities, 0 to 1");
  }
}

Option outliers() {
  using kernels::outliers::Limits;
  using kernels::outliers::Reads;
  Option way = Option::choice(names_of(kernels::outliers::methods()))
                   .fallback("none")
                   .doc("How bounds are learned on training rows; a spread of 0 gives none");
  Option action = Option::choice({"clip", "missing", "drop"})
                      .fallback("clip")
                      .doc(
                          "What becomes of numbers outside: the bound, missing (and then imputed), or their rows leave training "
                          "(evaluation and prediction leave none out)");
  return Option::object(
             {{"method", std::move(way)},
              {"factor",
               Option::number().range(0, 1e9).absent_means(defaults_of(Reads::factor, &Limits::factor)).doc("Spreads to the bounds")},
              {"lower", Option::number()
                            .absent_means(defaults_of(Reads::range, &Limits::lower))
                            .doc("For percentile a probability, for bounds a number")},
              {"upper", Option::number().absent_means(defaults_of(Reads::range, &Limits::upper)).doc("As lower")},
              {"action", std::move(action)}})
      .check(limits_fit_method)
      .example("{method: iqr, factor: 3, action: clip}")
      .absent_means("no number is an outlier")
      .doc("Numbers that lie too far out, found before imputation and scaling");
}

// What says how to fill in says nothing unless something fills in.
void keys_fit_impute(const ordered_json& value, const std::string& path, const Report& report) {
  const std::string impute = value.value("impute", "");
  if (value.contains("fill") && impute != "constant") {
    report(path + ".fill", "is used by 'impute: constant' only; set that or take fill out");
  }
  const auto* imputer = kernels::impute::find_imputer(impute);
  if (value.contains("by") && (imputer == nullptr || imputer->of_group == nullptr)) {
    report(path + ".by", "is used by 'impute: mean', median and most_frequent only; set one of them or take by out");
  }
}

Option numeric() {
  return Option::object({{"impute", number_impute().fallback("none").doc("What stands in for a missing number, learned on training rows")},
                         {"fill", fill()},
                         {"by", by()},
                         {"indicator", indicator().fallback(false)},
                         {"outliers", outliers()},
                         {"scale", scale().fallback("none")}})
      .check(keys_fit_impute)
      .doc("Every numeric column, derived ones included");
}

Option categorical() {
  return Option::object({{"impute", category_impute().fallback("none").doc("`missing` makes missing values a category of their own")},
                         {"encode", encode().fallback("onehot")},
                         {"min_frequency", min_frequency().fallback(0)},
                         {"max_categories", max_categories()},
                         {"unseen", unseen().fallback("missing")},
                         {"smooth", smooth()},
                         {"cv", cv()},
                         {"regularization", regularization()},
                         {"features", hashed_features()}})
      .doc("Every category column");
}

// Keys for numbers and keys for categories do not go together in one column.
void one_type(const ordered_json& value, const std::string& path, const Report& report) {
  const std::vector<std::string> for_numbers = {"fill", "by", "indicator", "outliers", "scale"};
  const bool number = std::ranges::any_of(for_numbers, [&](const std::string& key) { return value.contains(key); });
  for (const char* key : {"encode", "min_frequency", "max_categories", "unseen", "smooth", "cv", "regularization", "features"}) {
    if (number && value.contains(key))
      report(path + "." + key, "is for category columns, while fill, by, indicator, outliers and scale are for numeric ones");
  }
  keys_fit_impute(value, path, report);
}

Option column() {
  std::vector<std::string> ways = number_impute().words;
  for (const std::string& way : category_impute().words) {
    if (std::find(ways.begin(), ways.end(), way) == ways.end()) ways.push_back(way);
  }
  return Option::object({{"impute", Option::choice(std::move(ways)).doc("As for all columns of its type")},
                         {"fill", fill()},
                         {"by", by()},
                         {"indicator", indicator()},
                         {"outliers", outliers()},
                         {"scale", scale()},
                         {"encode", encode()},
                         {"min_frequency", min_frequency()},
                         {"max_categories", max_categories()},
                         {"unseen", unseen()},
                         {"smooth", smooth()},
                         {"cv", cv()},
                         {"regularization", regularization()},
                         {"features", hashed_features()}})
      .check(one_type);
}

// A step of `select`; which keys go with which method is checked by its reader.
Option select_step() {
  std::string ways = "The way to score features:";
  for (const auto& selector : kernels::select::selectors()) {
    ways +=
        (&selector == kernels::select::selectors().data() ? " `" : "; `") + std::string(selector.name) + "`: " + std::string(selector.doc);
  }
  return Option::object({{"method", Option::choice(names_of(kernels::select::selectors())).required().doc(ways)},
                         {"threshold", Option::number()
                                           .at_least(0)
                                           .absent_means("variance: 0, correlation: 0.95, missing: 0.5")
                                           .doc("The score that decides, for `variance`, `correlation` and `missing`")},
                         {"k", Option::integer()
                                   .range(1, 1e9)
                                   .absent_means("see percentile")
                                   .doc("How many of the best features stay, for the other methods; of equal ones the earlier")},
                         {"percentile", Option::number().range(0, 100).unit("%").absent_means("see k").doc(
                                            "The same as a share of the features; at least one stays")}});
}

}  // namespace

Section features_section() {
  Option derive = Option::map("new column", Option::text().range(1, 10000))
                      .fallback(ordered_json::object())
                      .example("{rooms_per_household: total_rooms / households}")
                      .doc("New columns by expressions over feature columns and the derived ones above them; see Expressions");
  Option columns = Option::map("column", column())
                       .fallback(ordered_json::object())
                       .example("{median_income: {scale: standard}}")
                       .doc("Other choices for single columns, by name");
  Option select = Option::list(select_step())
                      .fallback(ordered_json::array())
                      .example("[{method: variance}, {method: mutual_info, k: 20}]")
                      .doc("Steps that drop features, in this order, each from those that the ones before left; learned on training rows");
  Option features = Option::object({{"join", join_option()},
                                    {"window", window_option()},
                                    {"derive", std::move(derive)},
                                    {"numeric", numeric()},
                                    {"categorical", categorical()},
                                    {"columns", std::move(columns)},
                                    {"select", std::move(select)}})
                        .doc("The transform");
  return {.title = "Features",
          .doc = "The transform that training, evaluation and prediction share. It is learned on training rows only, in every fold anew.",
          .keys = {{"features", std::move(features)}},
          .relate = {}};
}

}  // namespace trainyard::config
