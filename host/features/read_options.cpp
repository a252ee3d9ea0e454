// The keys of numeric and category options, read from JSON.
#include <algorithm>
#include <array>
#include <cmath>

#include "host/error/error.hpp"
#include "host/features/plan.hpp"
#include "kernels/encode/encode.hpp"
#include "kernels/impute/impute.hpp"
#include "kernels/outliers/outliers.hpp"
#include "kernels/scale/scale.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;

template <class List>
std::vector<std::string> names_of(const List& list) {
  std::vector<std::string> names;
  for (const auto& entry : list) names.emplace_back(entry.name);
  return names;
}

const std::array<std::string, 6> numeric_keys = {"impute", "fill", "by", "indicator", "outliers", "scale"};
const std::array<std::string, 5> outlier_keys = {"method", "factor", "lower", "upper", "action"};
const std::array<std::string, 9> category_keys = {"impute", "encode", "unseen",         "min_frequency", "max_categories",
                                                  "smooth", "cv",     "regularization", "features"};

void read_word(const Json& value, const std::string& key, std::span<const std::string> known, std::string& word, const Report& report) {
  if (!value.is_string()) return report(key, "expected a word, found " + value.dump());
  const auto text = value.get<std::string>();
  if (std::find(known.begin(), known.end(), text) == known.end()) return report(key, "unknown value '" + text + "'" + suggest(text, known));
  word = text;
}

// Reports keys that belong to the other kind of column, or to none.
void check_keys(const Json& values, const std::string& key, const std::string& kind, std::span<const std::string> known,
                std::span<const std::string> others, const Report& report) {
  for (const auto& [name, value] : values.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const bool other = std::find(others.begin(), others.end(), name) != others.end();
    report(key + "." + name, other ? "does not apply: this is a " + kind + " column" : "unknown key" + suggest(name, known));
  }
}

void read_number(const Json& values, const std::string& name, const std::string& key, double& number, const Report& report) {
  if (!values.contains(name) || values[name].is_null()) return;
  if (!values[name].is_number() || !std::isfinite(values[name].get<double>())) {
    return report(key + "." + name, "expected a finite number, found " + values[name].dump());
  }
  number = values[name].get<double>();
}

// The whole group is read anew: what a column says replaces what is said for all.
void read_outliers(const Json& values, const std::string& key, OutlierOptions& options, const Report& report) {
  namespace outliers = kernels::outliers;
  if (!values.is_object()) return report(key, "expected keys and values, found " + values.dump());
  check_keys(values, key, "numeric", outlier_keys, {}, report);
  options = {};
  if (values.contains("method")) read_word(values["method"], key + ".method", names_of(outliers::methods()), options.method, report);
  if (values.contains("action")) read_word(values["action"], key + ".action", outlier_actions(), options.action, report);
  options.limits = outliers::find_method(options.method)->defaults;
  read_number(values, "factor", key, options.limits.factor, report);
  read_number(values, "lower", key, options.limits.lower, report);
  read_number(values, "upper", key, options.limits.upper, report);
  if (options.limits.factor < 0.0) report(key + ".factor", "must not be below 0");
  if (options.limits.lower > options.limits.upper) report(key + ".lower", "is above upper");
}

constexpr std::int64_t most_rows = 1'000'000'000;

bool given(const Json& values, const std::string& name) { return values.contains(name) && !values[name].is_null(); }

void read_whole(const Json& values, const std::string& name, const std::string& key, std::int64_t least, std::int64_t most,
                std::int64_t& number, const Report& report) {
  if (!given(values, name)) return;
  const Json& value = values[name];
  if (!value.is_number_integer() || value.get<std::int64_t>() < least || value.get<std::int64_t>() > most) {
    return report(key + "." + name,
                  "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ", found " + value.dump());
  }
  number = value.get<std::int64_t>();
}

void read_smooth(const Json& values, const std::string& key, CategoryOptions& options, const Report& report) {
  if (!given(values, "smooth")) return;
  const Json& value = values["smooth"];
  if (value == "auto") {
    options.smooth.reset();
  } else if (value.is_number() && value.get<double>() >= 0.0 && std::isfinite(value.get<double>())) {
    options.smooth = value.get<double>();
  } else {
    report(key + ".smooth", "expected auto or a number from 0 on, found " + value.dump());
  }
}

// Keys that say nothing with the chosen encoder.
void check_encoder_keys(const Json& values, const std::string& key, const CategoryOptions& options, const Report& report) {
  const auto reads = [](const kernels::encode::Encoder& encoder, std::string_view name) {
    return std::ranges::find(encoder.keys, name) != encoder.keys.end();
  };
  const auto& encoder = *kernels::encode::find_encoder(options.encode);
  for (const std::string name : {"smooth", "cv", "regularization", "features"}) {
    if (!given(values, name) || reads(encoder, name)) continue;
    std::string users;
    for (const auto& other : kernels::encode::encoders()) {
      if (reads(other, name)) users += (users.empty() ? "" : " or ") + std::string(other.name);
    }
    report(key + "." + name, "is used by encode: " + users + " only; set that or take " + name + " out");
  }
  if (encoder.columns != kernels::encode::Columns::hashed) return;
  const auto idle = [&](const std::string& name) {
    report(key + "." + name, "says nothing with encode: hashing, which keeps no categories; take it out");
  };
  if (given(values, "min_frequency") && values["min_frequency"] != 0) idle("min_frequency");
  if (given(values, "max_categories")) idle("max_categories");
  if (given(values, "unseen") && values["unseen"] != "missing") idle("unseen");
}

}  // namespace

void read_numeric(const Json& values, const std::string& key, NumericOptions& options, const Report& report) {
  if (!values.is_object()) return report(key, "expected keys and values, found " + values.dump());
  check_keys(values, key, "numeric", numeric_keys, category_keys, report);
  if (values.contains("impute")) {
    read_word(values["impute"], key + ".impute", names_of(kernels::impute::imputers()), options.impute, report);
  }
  if (values.contains("scale")) read_word(values["scale"], key + ".scale", names_of(kernels::scale::scalers()), options.scale, report);
  if (values.contains("outliers")) read_outliers(values["outliers"], key + ".outliers", options.outliers, report);
  read_number(values, "fill", key, options.fill, report);
  if (values.contains("by")) {
    if (!values["by"].is_string()) return report(key + ".by", "expected the name of a column, found " + values["by"].dump());
    options.by = values["by"].get<std::string>();
  }
  if (!values.contains("indicator")) return;
  if (!values["indicator"].is_boolean()) return report(key + ".indicator", "expected true or false, found " + values["indicator"].dump());
  options.indicator = values["indicator"].get<bool>();
}

std::string encoder_problem(const CategoryOptions& options, std::size_t classes) {
  if (!kernels::encode::find_encoder(options.encode)->needs_two_classes || classes == 2) return "";
  return "encode: " + options.encode + " needs a target of two classes, and this one is " +
         (classes == 0 ? "a number" : "of " + std::to_string(classes) + " classes") + "; use encode: target";
}

void read_category(const Json& values, const std::string& key, CategoryOptions& options, const Report& report) {
  if (!values.is_object()) return report(key, "expected keys and values, found " + values.dump());
  check_keys(values, key, "category", category_keys, numeric_keys, report);
  if (values.contains("impute")) read_word(values["impute"], key + ".impute", category_imputers(), options.impute, report);
  if (values.contains("encode")) {
    read_word(values["encode"], key + ".encode", names_of(kernels::encode::encoders()), options.encode, report);
  }
  if (values.contains("unseen")) read_word(values["unseen"], key + ".unseen", unseen_policies(), options.unseen, report);
  read_whole(values, "min_frequency", key, 0, most_rows, options.min_frequency, report);
  read_whole(values, "max_categories", key, 1, most_rows, options.max_categories, report);
  read_whole(values, "cv", key, 2, max_cv, options.cv, report);
  read_whole(values, "features", key, 1, max_hashed_features, options.features, report);
  read_smooth(values, key, options, report);
  if (given(values, "regularization")) {
    const Json& value = values["regularization"];
    if (!value.is_number() || !(value.get<double>() > 0.0) || !std::isfinite(value.get<double>())) {
      report(key + ".regularization", "expected a number above 0, found " + value.dump());
    } else {
      options.regularization = value.get<double>();
    }
  }
  check_encoder_keys(values, key, options, report);
}

}  // namespace trainyard::features
