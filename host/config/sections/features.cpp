#include <algorithm>

#include "host/config/sections/history.hpp"
#include "host/config/sections/section.hpp"
#include "kernels/encode/encode.hpp"
#include "kernels/impute/impute.hpp"
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

// A number to fill in says nothing unless something fills it in.
void fill_needs_constant(const ordered_json& value, const std::string& path, const Report& report) {
  if (value.contains("fill") && value.value("impute", "") != "constant") {
    report(path + ".fill", "is used by 'impute: constant' only; set that or take fill out");
  }
}

Option numeric() {
  return Option::object({{"impute", number_impute().fallback("none").doc("What stands in for a missing number, learned on training rows")},
                         {"fill", fill()},
                         {"scale", scale().fallback("none")}})
      .check(fill_needs_constant)
      .doc("Every numeric column, derived ones included");
}

Option categorical() {
  return Option::object({{"impute", category_impute().fallback("none").doc("`missing` makes missing values a category of their own")},
                         {"encode", encode().fallback("onehot")},
                         {"min_frequency", min_frequency().fallback(0)},
                         {"unseen", unseen().fallback("missing")}})
      .doc("Every category column");
}

// Keys for numbers and keys for categories do not go together in one column.
void one_type(const ordered_json& value, const std::string& path, const Report& report) {
  const bool number = value.contains("fill") || value.contains("scale");
  for (const char* key : {"encode", "min_frequency", "unseen"}) {
    if (number && value.contains(key)) report(path + "." + key, "is for category columns, while fill and scale are for numeric ones");
  }
  fill_needs_constant(value, path, report);
}

Option column() {
  std::vector<std::string> ways = number_impute().words;
  for (const std::string& way : category_impute().words) {
    if (std::find(ways.begin(), ways.end(), way) == ways.end()) ways.push_back(way);
  }
  return Option::object({{"impute", Option::choice(std::move(ways)).doc("As for all columns of its type")},
                         {"fill", fill()},
                         {"scale", scale()},
                         {"encode", encode()},
                         {"min_frequency", min_frequency()},
                         {"unseen", unseen()}})
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
