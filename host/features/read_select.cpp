// The steps of `features.select`, read from JSON.
#include <algorithm>
#include <array>
#include <cmath>

#include "host/error/error.hpp"
#include "host/features/selection.hpp"
#include "kernels/select/select.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;
using kernels::select::Keep;
using kernels::select::Selector;

const std::array<std::string, 4> step_keys = {"method", "threshold", "k", "percentile"};

std::vector<std::string> method_names() {
  std::vector<std::string> names;
  for (const Selector& selector : kernels::select::selectors()) names.emplace_back(selector.name);
  return names;
}

/// One step; `right` tells whether nothing was reported.
class StepReader {
 public:
  StepReader(const Json& values, const std::string& key, const Report& report) : values_(values), key_(key), report_(report) {}

  SelectStep read() {
    SelectStep step;
    if (!values_.is_object()) {
      problem("", "expected a method and its keys, like {method: variance}, found " + values_.dump());
      return step;
    }
    for (const auto& [name, value] : values_.items()) {
      if (std::ranges::find(step_keys, name) == step_keys.end()) problem(name, "unknown key" + suggest(name, step_keys));
    }
    const Selector* selector = method();
    if (selector == nullptr) return step;
    step.method = selector->name;
    if (selector->keep == Keep::best) {
      read_count(step);
    } else {
      step.threshold = selector->threshold;
      read_threshold(*selector, step);
    }
    return step;
  }

  [[nodiscard]] bool right() const noexcept { return right_; }

 private:
  void problem(const std::string& name, const std::string& message) {
    right_ = false;
    report_(name.empty() ? key_ : key_ + "." + name, message);
  }

  // A key without a value counts as absent.
  [[nodiscard]] bool given(const std::string& name) const { return values_.contains(name) && !values_[name].is_null(); }

  const Selector* method() {
    const std::vector<std::string> known = method_names();
    if (!given("method")) {
      problem("", "names no method" + suggest("", known));
      return nullptr;
    }
    const Json& word = values_["method"];
    if (!word.is_string()) {
      problem("method", "expected a word, found " + word.dump());
      return nullptr;
    }
    const Selector* selector = kernels::select::find_selector(word.get<std::string>());
    if (selector == nullptr) problem("method", "unknown value '" + word.get<std::string>() + "'" + suggest(word.get<std::string>(), known));
    return selector;
  }

  // Low and high belong to the range when `closed`; low never does when not.
  void number(const std::string& name, double low, bool closed, double high, const std::string& range, double& to) {
    const Json& value = values_[name];
    const double found = value.is_number() ? value.get<double>() : std::nan("");
    if (!std::isfinite(found) || found < low || (!closed && found == low) || found > high) {
      return problem(name, "expected a number " + range + ", found " + value.dump());
    }
    to = found;
  }

  void read_threshold(const Selector& selector, SelectStep& step) {
    for (const char* name : {"k", "percentile"}) {
      if (given(name)) problem(name, "is for methods that rank features; '" + step.method + "' takes a threshold");
    }
    if (!given("threshold")) return;
    const bool share = selector.keep == Keep::at_most;
    number("threshold", 0.0, true, share ? 1.0 : HUGE_VAL, share ? "from 0 to 1" : "from 0 on", step.threshold);
  }

  void read_count(SelectStep& step) {
    if (given("threshold")) problem("threshold", "does not apply to '" + step.method + "', which ranks features: give k or percentile");
    if (given("k") == given("percentile")) {
      return problem(given("k") ? "k" : "", given("k") ? "goes without percentile: give one of both" : "needs k or percentile");
    }
    if (given("percentile")) return number("percentile", 0.0, false, 100.0, "above 0 and up to 100", step.percentile);
    const Json& count = values_["k"];
    if (!count.is_number_integer() || count.get<std::int64_t>() < 1) {
      return problem("k", "expected a whole number from 1 on, found " + count.dump());
    }
    step.k = count.get<std::int64_t>();
  }

  const Json& values_;
  std::string key_;
  const Report& report_;
  bool right_ = true;
};

}  // namespace

SelectOptions read_select(const Json& values, const std::string& key, const Report& report) {
  SelectOptions options;
  if (!values.is_array()) {
    report(key, "expected a list of steps, like [{method: variance}], found " + values.dump());
    return options;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    StepReader reader(values[i], key + "[" + std::to_string(i) + "]", report);
    SelectStep step = reader.read();
    if (reader.right()) options.steps.push_back(std::move(step));
  }
  return options;
}

}  // namespace trainyard::features
