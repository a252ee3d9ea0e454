#include "host/config/option.hpp"

#include <utility>

#include "host/config/scalar.hpp"

namespace trainyard::config {
namespace {

Option of(Option::Kind kind) {
  Option option;
  option.kind = kind;
  return option;
}

}  // namespace

Option Option::object(std::vector<Key> keys) {
  Option option = of(Kind::object);
  option.keys = std::move(keys);
  return option;
}

Option Option::map(std::string key_name, Option element) {
  Option option = of(Kind::map);
  option.key_name = std::move(key_name);
  option.parts.push_back(std::move(element));
  return option;
}

Option Option::list(Option element) {
  Option option = of(Kind::list);
  option.parts.push_back(std::move(element));
  return option;
}

Option Option::text() { return of(Kind::text); }

Option Option::path() { return text().range(1, 4096).matching("^([^~]|~[^/])", "a path; `~` is not expanded, write the folder out"); }

Option Option::name() {
  return text().matching("^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$",
                         "1 to 100 letters, digits, '.', '_' and '-', not beginning with '.' or '-', for it becomes the name of a folder");
}

Option Option::integer() { return of(Kind::integer); }
Option Option::number() { return of(Kind::number); }
Option Option::boolean() { return of(Kind::boolean); }

Option Option::choice(std::vector<std::string> words) {
  Option option = of(Kind::choice);
  option.words = std::move(words);
  return option;
}

Option Option::duration() { return of(Kind::duration); }
Option Option::bytes() { return of(Kind::bytes); }
Option Option::scalar() { return of(Kind::scalar); }

Option Option::either(std::vector<Option> alternatives) {
  Option option = of(Kind::either);
  option.parts = std::move(alternatives);
  return option;
}

Option Option::variant(std::vector<Option> alternatives) {
  Option option = of(Kind::variant);
  option.parts = std::move(alternatives);
  return option;
}

Option&& Option::doc(std::string text) && {
  about = std::move(text);
  return std::move(*this);
}

Option&& Option::fallback(nlohmann::ordered_json value) && {
  default_value = std::move(value);
  return std::move(*this);
}

Option&& Option::fallback_from(std::function<std::optional<nlohmann::ordered_json>(const nlohmann::ordered_json&)> function,
                               std::string meaning) && {
  default_from = std::move(function);
  absence = std::move(meaning);
  return std::move(*this);
}

Option&& Option::required() && {
  is_required = true;
  return std::move(*this);
}

Option&& Option::absent_means(std::string meaning) && {
  absence = std::move(meaning);
  return std::move(*this);
}

Option&& Option::range(double low_end, double high_end) && {
  low = low_end;
  high = high_end;
  return std::move(*this);
}

Option&& Option::at_least(double low_end) && {
  low = low_end;
  return std::move(*this);
}

Option&& Option::below(double high_end) && {
  high = high_end;
  high_excluded = true;
  return std::move(*this);
}

Option&& Option::unit(std::string text) && {
  unit_name = std::move(text);
  return std::move(*this);
}

Option&& Option::example(std::string text) && {
  sample = std::move(text);
  return std::move(*this);
}

Option&& Option::matching(std::string regular_expression, std::string meaning) && {
  pattern = std::move(regular_expression);
  pattern_meaning = std::move(meaning);
  return std::move(*this);
}

Option&& Option::distinct() && {
  items_distinct = true;
  return std::move(*this);
}

Option&& Option::may_change() && {
  changeable = true;
  return std::move(*this);
}

Option&& Option::check(std::function<void(const nlohmann::ordered_json&, const std::string&, const Report&)> function) && {
  further = std::move(function);
  return std::move(*this);
}

const Option* Option::find(std::string_view key) const {
  for (const Key& known : keys) {
    if (known.name == key) return &known.option;
  }
  return nullptr;
}

std::vector<std::string> Option::key_names() const {
  std::vector<std::string> names;
  for (const Key& key : keys) names.push_back(key.name);
  return names;
}

bool Option::is_single() const {
  return kind != Kind::object && kind != Kind::map && kind != Kind::list && kind != Kind::either && kind != Kind::variant;
}

std::string Option::type_text() const {
  std::string joined;
  switch (kind) {
    case Kind::object:
      return "map";
    case Kind::map:
      return "map of " + key_name + " to " + element().type_text();
    case Kind::list:
      return "list of " + element().type_text();
    case Kind::text:
      return "text";
    case Kind::integer:
      return "integer";
    case Kind::number:
      return "number";
    case Kind::boolean:
      return "boolean";
    case Kind::duration:
      return "duration";
    case Kind::bytes:
      return "bytes";
    case Kind::scalar:
      return "single value";
    case Kind::choice:
      for (const std::string& word : words) joined += (joined.empty() ? "" : ", ") + word;
      return "one of " + joined;
    case Kind::either:
      for (const Option& part : parts) joined += (joined.empty() ? "" : " or ") + part.type_text();
      return joined;
    case Kind::variant:
      for (const Option& part : parts) joined += (joined.empty() ? "" : ", ") + part.keys.front().name;
      return "map with one of " + joined;
  }
  return "";
}

std::string Option::range_text() const {
  if (low && high) return number_text(*low) + (high_excluded ? " ≤ x < " : " … ") + number_text(*high);
  if (low) return "≥ " + number_text(*low);
  if (high) return (high_excluded ? "< " : "≤ ") + number_text(*high);
  return "";
}

}  // namespace trainyard::config
