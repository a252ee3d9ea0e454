#include <algorithm>

#include "host/config/sections/section.hpp"
#include "kernels/encode/encode.hpp"
#include "kernels/impute/impute.hpp"
#include "kernels/scale/scale.hpp"

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
          "first in "
          "order");
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
  const bool number = value.contains("fill") || value.contains("scale");
  for (const char* key : {"encode", "min_frequency", "max_categories", "unseen", "smooth", "cv", "regularization", "features"}) {
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
                         {"max_categories", max_categories()},
                         {"unseen", unseen()},
                         {"smooth", smooth()},
                         {"cv", cv()},
                         {"regularization", regularization()},
                         {"features", hashed_features()}})
      .check(one_type);
}

}  // namespace

Section features_section() {
  Option derive =
      Option::map("new column", Option::text().range(1, 10000))
          .fallback(ordered_json::object())
          .example("{rooms_per_household: total_rooms / households}")
          .doc("New numeric columns by arithmetic (`+ - * / ( )`, numbers, names of numeric columns); a division by zero is missing");
  Option columns = Option::map("column", column())
                       .fallback(ordered_json::object())
                       .example("{median_income: {scale: standard}}")
                       .doc("Other choices for single columns, by name");
  Option features =
      Option::object(
          {{"derive", std::move(derive)}, {"numeric", numeric()}, {"categorical", categorical()}, {"columns", std::move(columns)}})
          .doc("The transform");
  return {.title = "Features",
          .doc = "The transform that training, evaluation and prediction share. It is learned on training rows only, in every fold anew.",
          .keys = {{"features", std::move(features)}},
          .relate = {}};
}

}  // namespace trainyard::config
