// Options as data: one declaration says what load() checks, what the JSON Schema holds and what the reference shows.
//
//   Option::object({{"folds", Option::integer().range(0, 1000).fallback(5).doc("Folds of the cross-validation")}})
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace trainyard::config {

/// Tells of a mistake at a dotted path.
using Report = std::function<void(const std::string& path, const std::string& message)>;

struct Key;

/// One option or group of options. In the effective document text, choice → string; integer, bytes → integer (bytes);
/// number, duration → number (seconds); scalar → boolean, integer, number or string, as written.
struct Option {
  enum class Kind { object, map, list, text, integer, number, boolean, choice, duration, bytes, scalar, either, variant };

  static Option object(std::vector<Key> keys);              ///< known keys only; absent, it is filled with defaults
  static Option map(std::string key_name, Option element);  ///< free keys: names of columns, parameters, …
  static Option list(Option element);
  static Option text();
  static Option path();  ///< text; `~` is refused, for nobody expands it
  static Option name();  ///< text that becomes one component of a path (storage::check_name)
  static Option integer();
  static Option number();
  static Option boolean();  ///< true or false, no other spelling
  static Option choice(std::vector<std::string> words);
  static Option duration();
  static Option bytes();
  static Option scalar();                                   ///< any single value; quotes keep it text
  static Option either(std::vector<Option> alternatives);   ///< told apart by shape: single value, list, map
  static Option variant(std::vector<Option> alternatives);  ///< objects told apart by their first key, exactly one of which is there

  Option&& doc(std::string text) &&;
  Option&& fallback(nlohmann::ordered_json value) &&;  ///< the default, as a user would write it
  Option&& required() &&;
  /// A default that the keys declared before this one decide; `meaning` tells it in words. May be none.
  Option&& fallback_from(std::function<std::optional<nlohmann::ordered_json>(const nlohmann::ordered_json& siblings)> function,
                         std::string meaning) &&;
  Option&& absent_means(std::string meaning) &&;  ///< no default: not in the effective document unless given
  Option&& range(double low, double high) &&;     ///< inclusive; of a list: its length
  Option&& at_least(double low) &&;
  Option&& below(double high) &&;
  Option&& unit(std::string text) &&;
  Option&& example(std::string text) &&;  ///< shown when the value has the wrong shape
  Option&& matching(std::string pattern, std::string meaning) &&;
  Option&& distinct() &&;  ///< of a list: no item twice
  /// It only says where, how long or under which name a run is made, so that `resume` may be given another value.
  Option&& may_change() &&;
  /// A check of the converted value beyond its shape, run when its shape is right.
  Option&& check(std::function<void(const nlohmann::ordered_json& value, const std::string& path, const Report& report)> function) &&;

  Kind kind = Kind::text;
  std::string about;
  std::optional<nlohmann::ordered_json> default_value;
  std::function<std::optional<nlohmann::ordered_json>(const nlohmann::ordered_json&)> default_from;
  bool is_required = false;
  std::string absence;  ///< what an absent value means
  std::optional<double> low, high;
  bool high_excluded = false;
  std::string unit_name, sample, pattern, pattern_meaning, key_name;
  bool items_distinct = false;
  bool changeable = false;         ///< see may_change()
  std::vector<std::string> words;  ///< of a choice
  std::vector<Key> keys;           ///< of an object
  std::vector<Option> parts;       ///< of a map or list: its element; of either and variant: the alternatives
  std::function<void(const nlohmann::ordered_json&, const std::string&, const Report&)> further;

  [[nodiscard]] const Option& element() const { return parts.front(); }
  [[nodiscard]] const Option* find(std::string_view key) const;  ///< of an object; nullptr when there is no such key
  [[nodiscard]] std::vector<std::string> key_names() const;
  [[nodiscard]] bool is_single() const;          ///< a single value, not a list or a map
  [[nodiscard]] std::string type_text() const;   ///< "integer", "list of text", …
  [[nodiscard]] std::string range_text() const;  ///< "1 … 100", "≥ 1"; empty when open
};

struct Key {
  std::string name;
  Option option;
};

}  // namespace trainyard::config
