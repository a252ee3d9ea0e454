#include "host/config/sections/expect.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "host/config/scalar.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

const std::array<std::string, 13> about_a_column{"present",   "type",      "min",  "max",   "allowed", "pattern",    "not_constant",
                                                 "max_share", "min_share", "mean", "order", "max_age", "max_missing"};
const std::array<std::string, 4> about_a_reference{"new_categories", "vanished_categories", "range", "missing_rate"};
constexpr const char* number_or_time =
    "^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$|^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[-+][0-9:]+)?)?$";

Option checked_column() { return Option::text().range(1, 1000); }

Option limits(const Option& number, const std::string& doc) {
  return Option::object({{"min", Option(number).absent_means("no limit").doc("At least")},
                         {"max", Option(number).absent_means("no limit").doc("At most")}})
      .absent_means("not checked")
      .doc(doc);
}

void low_is_below_high(const ordered_json& item, const char* low, const char* high, const std::string& path, const Report& report) {
  if (!item.contains(low) || !item.contains(high)) return;
  const auto number = [](const ordered_json& value) {
    return value.is_number() ? std::optional(value.get<double>()) : parse_number(value.get_ref<const std::string&>());
  };
  const auto least = number(item[low]), greatest = number(item[high]);
  if (!least || !greatest || *least <= *greatest) return;
  report(path + "." + low, std::string(low) + " (" + number_text(*least) + ") is above " + high + " (" + number_text(*greatest) + ")");
}

void limits_are_given(const ordered_json& item, const char* key, const std::string& path, const Report& report) {
  if (!item.contains(key)) return;
  const std::string at = path + "." + key;
  if (item[key].empty()) report(at, "is empty; give min or max");
  low_is_below_high(item[key], "min", "max", at, report);
}

// `false` where only `true` checks something.
void nothing_is_switched_off(const ordered_json& item, const std::string& path, const Report& report) {
  for (const char* key : {"unique", "not_constant"}) {
    if (item.contains(key) && item[key] == false) report(path + "." + key, "false checks nothing; take it out");
  }
}

void columns_are_named(const ordered_json& item, const std::string& path, const Report& report) {
  const bool column = item.contains("column");
  for (const std::string& key : about_a_column) {
    if (item.contains(key) && !column) report(path + "." + key, "is about a column; name it with `column`");
  }
  const bool keyed = item.contains("unique") && item["unique"].is_array();
  if (item.contains("unique") && !keyed && !column)
    report(path + ".unique", "is about a column; name it with `column`, or list the columns");
  if (keyed && column) report(path + ".unique", "names its columns itself; take `column` out, or write unique: true");
  if (item.contains("rows") && column) report(path + ".rows", "is about the table; give it an item of its own");
  if (item.contains("by") && !item.contains("order")) report(path + ".by", "goes with `order`, which is not there");
}

void reference_is_compared(const ordered_json& item, const std::string& path, const Report& report) {
  bool compared = false;
  for (const std::string& key : about_a_reference) {
    if (!item.contains(key)) continue;
    compared = true;
    if (!item.contains("reference")) report(path + "." + key, "needs `reference`, a profile.json or the folder of a dataset");
  }
  if (item.contains("reference") && !compared) {
    report(path + ".reference", "says nothing of what to compare: add new_categories, vanished_categories, range or missing_rate");
  }
}

void item_makes_sense(const ordered_json& item, const std::string& path, const Report& report) {
  const auto has = [&](const std::string& key) { return item.contains(key); };
  const bool checks = has("unique") || has("rows") || has("reference") || std::ranges::any_of(about_a_column, has) ||
                      std::ranges::any_of(about_a_reference, has);
  if (!checks) report(path, "holds no check; add one, like max_missing: 0.05, min: 0 or present: true");
  columns_are_named(item, path, report);
  reference_is_compared(item, path, report);
  nothing_is_switched_off(item, path, report);
  low_is_below_high(item, "min", "max", path, report);
  low_is_below_high(item, "min_share", "max_share", path, report);
  limits_are_given(item, "mean", path, report);
  limits_are_given(item, "rows", path, report);
  if (item.value("present", true)) return;
  for (const std::string& key : about_a_column) {
    if (key != "present" && has(key)) report(path + "." + key, "cannot be checked of a column that must not be there (present: false)");
  }
}

std::vector<Key> keys_of_values() {
  const Option limit = Option::text().range(1, 40).matching(number_or_time, "a number, or a time like 2012-10-01T05:00:00Z");
  return {
      {"present", Option::boolean()
                      .absent_means("not checked")
                      .doc("`true`: the column is there, and without it the item's other checks are not evaluated; `false`: it is not")},
      {"type", Option::choice({"integer", "float", "boolean", "category", "timestamp", "date", "text"})
                   .absent_means("not checked")
                   .doc("Type of the column; integer passes for float, date for timestamp")},
      {"max_missing", Option::number().range(0, 1).unit("fraction").absent_means("not checked").doc("Rows without a value, at most")},
      {"min", Option(limit).absent_means("no limit").doc("Least value there may be")},
      {"max", Option(limit).absent_means("no limit").doc("Greatest value there may be")},
      {"allowed", Option::list(Option::text().range(1, 4096))
                      .range(1, 10000)
                      .distinct()
                      .absent_means("not checked")
                      .doc("The only values there may be")},
      {"pattern", Option::text()
                      .range(1, 4096)
                      .absent_means("not checked")
                      .doc("Regular expression (ECMAScript, no back-references) that all of every category or text matches")},
      {"unique", Option::either({Option::boolean(), Option::list(checked_column()).range(1, 100).distinct()})
                     .absent_means("not checked")
                     .doc("`true`: no value of the column twice; `[a, b]`: no pair of values of these columns twice. Rows without a "
                          "value there are not compared")},
      {"not_constant", Option::boolean().absent_means("not checked").doc("`true`: there are two different values at least")}};
}

std::vector<Key> keys_of_distributions() {
  const Option share = Option::number().range(0, 1).unit("fraction");
  return {{"min_share", Option(share).absent_means("not checked").doc("Share of the rarest class among the values, at least")},
          {"max_share", Option(share).absent_means("not checked").doc("Share of the most frequent class among the values, at most")},
          {"mean", limits(Option::number(), "Where the mean of the values lies")},
          {"order", Option::choice({"increasing", "strictly_increasing", "decreasing", "strictly_decreasing"})
                        .absent_means("not checked")
                        .doc("How numbers or times go from row to row; missing ones are passed over")},
          {"by", checked_column().absent_means("the whole table").doc("With `order`: it holds within each value of this column")},
          {"max_age", Option::duration()
                          .range(0, 1e10)
                          .unit("seconds")
                          .absent_means("not checked")
                          .doc("How long before `data.now` the newest time may lie; more than a day after it fails too")}};
}

std::vector<Key> keys_of_tables() {
  return {{"rows", limits(Option::integer().range(0, 1e15), "How many good rows the table has; in an item without a column")},
          {"reference",
           Option::path()
               .absent_means("not compared")
               .doc("Folder of an earlier dataset, or its profile.json, to compare the column with; without one, every column of both")},
          {"new_categories", Option::integer()
                                 .range(0, 1e9)
                                 .absent_means("not checked")
                                 .doc("With `reference`: different values that it does not have, at most")},
          {"vanished_categories", Option::integer()
                                      .range(0, 1e9)
                                      .absent_means("not checked")
                                      .doc("With `reference`: values of its own that no row has any more, at most")},
          {"range", Option::number()
                        .range(0, 1e9)
                        .unit("fraction")
                        .absent_means("not checked")
                        .doc("With `reference`: how far beyond its least and greatest value numbers may lie, in widths of that range")},
          {"missing_rate", Option::number()
                               .range(0, 1)
                               .unit("fraction")
                               .absent_means("not checked")
                               .doc("With `reference`: how much the share of rows without a value may have grown")}};
}

}  // namespace

Option expect_option() {
  std::vector<Key> keys{
      {"column", checked_column().absent_means("the item is about the table").doc("Column that the item's checks are about")}};
  for (const auto& more : {keys_of_values(), keys_of_distributions(), keys_of_tables()}) keys.insert(keys.end(), more.begin(), more.end());
  keys.push_back({"level", Option::choice({"fail", "warn"})
                               .fallback("fail")
                               .doc("`fail`: the data is refused when the check does not pass, also when there was nothing to check")});
  keys.push_back({"name", Option::text().range(1, 200).absent_means("made from column and check").doc("Name in the report")});
  return Option::list(Option::object(std::move(keys)).check(item_makes_sense))
      .fallback(ordered_json::array())
      .example("[{column: age, min: 0, max: 120}, {rows: {min: 1000}}]")
      .doc("Checks of the good rows, each a row of the quality report; one item may hold several of one column");
}

Option now_option() {
  return Option::text()
      .matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[-+][0-9:]+)?)?$", "a time like 2012-10-01 or 2012-10-01T05:00:00Z")
      .absent_means("the clock")
      .doc("Time that `max_age` of `data.expect` counts from; given, the checks of the same data always say the same");
}

}  // namespace trainyard::config
