// The check of hyperparameters as a user gave them: names, aliases, types, ranges.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "host/error/error.hpp"
#include "host/models/model.hpp"

namespace trainyard::models {
namespace {

using Value = nlohmann::ordered_json;

const ParamSpec* find(const std::vector<ParamSpec>& specs, const std::string& name) {
  const auto is_named = [&](const ParamSpec& spec) {
    return spec.name == name || std::ranges::find(spec.aliases, name) != spec.aliases.end();
  };
  const auto at = std::ranges::find_if(specs, is_named);
  return at == specs.end() ? nullptr : &*at;
}

std::vector<std::string> names(const std::vector<ParamSpec>& specs) {
  std::vector<std::string> all;
  for (const ParamSpec& spec : specs) {
    all.push_back(spec.name);
    all.insert(all.end(), spec.aliases.begin(), spec.aliases.end());
  }
  return all;
}

std::vector<std::string> choices(const std::string& type) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from <= type.size();) {
    const std::size_t bar = std::min(type.find('|', from), type.size());
    out.push_back(type.substr(from, bar - from));
    from = bar + 1;
  }
  return out;
}

std::string range_of(const ParamSpec& spec) {
  const auto text = [](double v) { return Value(v == std::floor(v) ? Value(static_cast<std::int64_t>(v)) : Value(v)).dump(); };
  if (std::isinf(spec.max)) return "at least " + text(spec.min);
  if (std::isinf(spec.min)) return "at most " + text(spec.max);
  return "between " + text(spec.min) + " and " + text(spec.max);
}

/// What is wrong with a number's size, or "".
std::string out_of_range(const ParamSpec& spec, const Value& value) {
  const double v = value.get<double>();
  if (!std::isfinite(v)) return "must be a finite number";
  if (v < spec.min || v > spec.max) return "is " + value.dump() + ": must be " + range_of(spec);
  const double largest = std::numeric_limits<std::int32_t>::max();
  if (spec.type == "int" && std::abs(v) > largest) return "is " + value.dump() + ": must be at most 2147483647";
  return "";
}

/// What is wrong with the value, or ""; makes an integer given for a float a float.
std::string mistake(const ParamSpec& spec, Value& value) {
  if (value.is_null() && spec.fallback.is_null()) return "";
  if (spec.type == "int") {
    if (value.is_number_float()) return "must be a whole number, not the decimal " + value.dump();
    return value.is_number_integer() ? out_of_range(spec, value) : "must be a whole number, not " + value.dump();
  }
  if (spec.type == "float") {
    if (!value.is_number()) return "must be a number, not " + value.dump();
    value = value.get<double>();
    return out_of_range(spec, value);
  }
  if (spec.type == "bool") return value.is_boolean() ? "" : "must be true or false, not " + value.dump();
  if (!value.is_string()) return "must be a text, not " + value.dump();
  if (spec.type == "text") return "";
  const auto known = choices(spec.type);
  const auto given = value.get<std::string>();
  return std::ranges::find(known, given) != known.end() ? "" : "'" + given + "' is not one of its values" + suggest(given, known);
}

}  // namespace

Params Family::canonical(const Params& given, const std::function<void(const std::string&, const std::string&)>& problem) const {
  Params out = Params::object();
  std::map<std::string, std::string> given_as;
  for (const auto& [key, value] : given.items()) {
    const ParamSpec* spec = find(params(), key);
    if (!spec) {
      const std::string reason = reason_for(reasons(), key);
      problem(key, reason.empty() ? "'" + key + "' is not a parameter of " + name() + suggest(key, names(params())) : reason);
      continue;
    }
    const auto [first, fresh] = given_as.emplace(spec->name, key);
    if (!fresh) {
      problem(key, "is the same parameter as '" + first->second + "': give one of them");
      continue;
    }
    Value checked = value;
    const std::string wrong = mistake(*spec, checked);
    if (wrong.empty()) {
      out[spec->name] = checked;
    } else {
      problem(key, wrong);
    }
  }
  check_together(out,
                 [&](const std::string& canonical_name, const std::string& message) { problem(given_as.at(canonical_name), message); });
  return out;
}

}  // namespace trainyard::models
