// Random `features` sections for a table. Every choice is taken from the program's own lists, so that a new entry is tried as well.
#pragma once

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/features/options.hpp"
#include "host/features/plan.hpp"
#include "host/features/selection.hpp"
#include "kernels/derive/functions.hpp"
#include "kernels/encode/encode.hpp"
#include "kernels/impute/impute.hpp"
#include "kernels/outliers/outliers.hpp"
#include "kernels/scale/scale.hpp"
#include "kernels/select/select.hpp"
#include "tests/host/features/random_tables.hpp"

namespace trainyard::features::test {

class RandomPipeline {
 public:
  RandomPipeline(Random& random, const RandomTable& data) : random_(random), data_(data) {
    for (const char kind : {'n', 't', 'c'}) columns(kind) = data.names(kind);
    document_["derive"] = nlohmann::ordered_json::object();
    for (std::size_t i = below(random_, 5); i > 0; --i) derive("derived" + std::to_string(i));
    document_["numeric"] = numeric();
    document_["categorical"] = category();
    document_["columns"] = nlohmann::ordered_json::object();
    for (const char kind : {'n', 't', 'c'}) {
      for (const auto& name : columns(kind)) {
        if (one_in(random_, 2)) document_["columns"][name] = kind == 'c' ? category() : numeric();
      }
    }
    document_["select"] = nlohmann::ordered_json::array();
    for (std::size_t i = one_in(random_, 3) ? 1 + below(random_, 2) : 0; i > 0; --i) document_["select"].push_back(select_step());
  }

  /// As it would stand in a config.
  [[nodiscard]] const nlohmann::ordered_json& document() const { return document_; }

  /// Nothing in it may be reported as wrong.
  [[nodiscard]] FeatureOptions options() const {
    const Report report = [](const std::string& key, const std::string& message) { ADD_FAILURE() << key << ": " << message; };
    FeatureOptions options;
    read_numeric(document_["numeric"], "features.numeric", options.numeric, report);
    read_category(document_["categorical"], "features.categorical", options.categorical, report);
    for (const auto& [name, expression] : document_["derive"].items()) options.derive.push_back({name, expression.get<std::string>()});
    for (const auto& [name, values] : document_["columns"].items()) options.columns.emplace_back(name, values);
    options.select = read_select(document_["select"], "features.select", report);
    return options;
  }

 private:
  using Json = nlohmann::ordered_json;

  std::vector<std::string>& columns(char kind) { return kind == 'n' ? numbers_ : kind == 't' ? times_ : categories_; }

  double fill() {
    constexpr double some[] = {0.0, -0.0, 1.0, -2.5, 1e-310, 1e9, 0.1, 7.0};
    return any_of(random_, some);
  }

  Json numeric() {
    Json made = {{"impute", any_of(random_, kernels::impute::imputers()).name},
                 {"scale", any_of(random_, kernels::scale::scalers()).name},
                 {"indicator", one_in(random_, 3)}};
    if (made["impute"] == "constant") made["fill"] = fill();
    // Groups are those of a column of the table.
    const auto groups = data_.names('c');
    if (!groups.empty() && one_in(random_, 4)) made["by"] = any_of(random_, groups);
    if (one_in(random_, 2)) made["outliers"] = outliers();
    return made;
  }

  Json outliers() {
    using kernels::outliers::Reads;
    const auto& method = any_of(random_, kernels::outliers::methods());
    Json made = {{"method", method.name}, {"action", any_of(random_, outlier_actions())}};
    if (method.reads == Reads::factor && one_in(random_, 2)) made["factor"] = static_cast<double>(below(random_, 50)) / 10.0;
    if (method.reads == Reads::range && one_in(random_, 2)) {
      const bool share = method.defaults.lower >= 0.0 && method.defaults.upper <= 1.0;
      made["lower"] = share ? static_cast<double>(below(random_, 40)) / 100.0 : -1.0 - static_cast<double>(below(random_, 40));
      made["upper"] = share ? static_cast<double>(60 + below(random_, 41)) / 100.0 : static_cast<double>(1 + below(random_, 40));
    }
    return made;
  }

  Json category() {
    const auto& encoder = any_of(random_, kernels::encode::encoders());
    Json made = {{"impute", any_of(random_, category_imputers())}, {"encode", encoder.name}};
    if (encoder.columns != kernels::encode::Columns::hashed) {
      made["unseen"] = any_of(random_, unseen_policies());
      if (one_in(random_, 3)) made["min_frequency"] = below(random_, 12);
      if (one_in(random_, 4)) made["max_categories"] = 1 + below(random_, 12);
    }
    for (const auto key : encoder.keys) {
      if (!key.empty() && one_in(random_, 2)) made[std::string(key)] = encoder_value(key);
    }
    return made;
  }

  Json encoder_value(std::string_view key) {
    if (key == "smooth") return one_in(random_, 3) ? Json("auto") : Json(static_cast<double>(below(random_, 60)) / 4.0);
    if (key == "cv") return 2 + below(random_, 6);
    if (key == "regularization") return static_cast<double>(1 + below(random_, 30)) / 10.0;
    if (key == "features") return 1 + below(random_, 20);
    ADD_FAILURE() << "say here which values '" << key << "' takes";
    return nullptr;
  }

  Json select_step() {
    const auto& selector = any_of(random_, kernels::select::selectors());
    Json made = {{"method", selector.name}};
    if (selector.keep == kernels::select::Keep::best) {
      if (one_in(random_, 2)) {
        made["k"] = 1 + below(random_, 12);
      } else {
        made["percentile"] = static_cast<double>(1 + below(random_, 100));
      }
    } else if (one_in(random_, 2)) {
      made["threshold"] = static_cast<double>(below(random_, 100)) / 100.0;
    }
    return made;
  }

  void derive(const std::string& name) {
    const auto& function = any_of(random_, kernels::derive::functions());
    char kind = function.types.front() == 'x' ? (one_in(random_, 3) ? 't' : 'n') : function.types.front();
    std::string text;
    if (one_in(random_, 4)) {
      text = number(3);
      kind = 'n';
    } else {
      if (!can_call(function, kind)) return;
      text = call(function, kind, 2);
    }
    document_["derive"][name] = text;
    columns(kind).push_back(name);
  }

  // Whether there are columns for what the function takes, to give this kind.
  bool can_call(const kernels::derive::Function& function, char kind) {
    const bool times = function.types.find('t') != std::string_view::npos || kind == 't';
    return !(times && times_.empty()) && !(function.types.find('c') != std::string_view::npos && categories_.empty());
  }

  std::string call(const kernels::derive::Function& function, char kind, int depth) {
    std::string text = std::string(function.name) + "(";
    const std::size_t count = function.least() + (function.repeats() ? below(random_, 3) : 0);
    double bound = static_cast<double>(below(random_, 20)) - 10.0;
    for (std::size_t i = 0; i < count; ++i) {
      const char type = function.type(i);
      if (i > 0) text += ", ";
      if (type == 'k') {
        text += std::to_string(bound);
        bound += 0.5 + static_cast<double>(below(random_, 10));
      } else {
        text += argument(type == 'x' ? kind : type, depth - 1);
      }
    }
    return text + ")";
  }

  std::string argument(char type, int depth) {
    if (type == 'a') type = !categories_.empty() && one_in(random_, 2) ? 'c' : 'n';
    if (type == 'c') return any_of(random_, categories_);
    return type == 't' ? time(depth) : number(depth);
  }

  std::string time(int depth) {
    if (depth <= 0 || one_in(random_, 2)) return any_of(random_, times_);
    return (one_in(random_, 2) ? "min(" : "coalesce(") + time(depth - 1) + ", " + time(depth - 1) + ")";
  }

  // Operators are all there is besides functions.
  std::string number(int depth) {
    static const std::vector<std::string> infixes = {"+", "-", "*", "/", "%", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or"};
    const auto kind = below(random_, 10);
    if (depth <= 0 || kind < 2) {
      return numbers_.empty() || one_in(random_, 4) ? std::to_string(static_cast<double>(below(random_, 40)) / 4.0)
                                                    : any_of(random_, numbers_);
    }
    if (kind < 5) return "(" + number(depth - 1) + " " + any_of(random_, infixes) + " " + number(depth - 1) + ")";
    if (kind == 5) return (one_in(random_, 2) ? "(-" : "(not ") + number(depth - 1) + ")";
    if (kind == 6 && !categories_.empty()) return comparison();
    const auto& function = any_of(random_, kernels::derive::functions());
    const char result = function.types.front();
    if ((result != 'n' && result != 'x') || !can_call(function, 'n')) return number(depth - 1);
    return call(function, 'n', depth);
  }

  // Of categories with texts, or with each other.
  std::string comparison() {
    const std::string column = any_of(random_, categories_);
    const std::string sign = one_in(random_, 2) ? " == " : " != ";
    if (one_in(random_, 3)) return "(" + column + sign + any_of(random_, categories_) + ")";
    if (one_in(random_, 2)) return "(" + column + sign + text() + ")";
    return "(" + column + (one_in(random_, 2) ? " not in (" : " in (") + text() + ", " + text() + "))";
  }

  // In quotes; a text of some column, or of none.
  std::string text() {
    const auto names = data_.names('c');
    if (names.empty() || one_in(random_, 5)) return "'nowhere'";
    std::string quoted = "'";
    for (const char c : any_of(random_, *data_.table.find(any_of(random_, names))->dictionary))
      quoted += c == '\'' ? "''" : std::string(1, c);
    return quoted + "'";
  }

  Random& random_;
  const RandomTable& data_;
  std::vector<std::string> numbers_, times_, categories_;  ///< columns that an expression may name
  Json document_ = Json::object();
};

}  // namespace trainyard::features::test
