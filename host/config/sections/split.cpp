#include <algorithm>
#include <optional>

#include "host/config/scalar.hpp"
#include "host/config/sections/section.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

bool is_one_of(const std::string& word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string shown(const ordered_json& value) {
  if (value.is_string()) return "'" + value.get<std::string>() + "'";
  return value.is_array() ? "a list" : value.dump();
}

std::optional<ordered_json> default_test(const ordered_json& split) {
  const std::string method = split.value("method", "");
  if (method == "column") return "test";
  if (method.empty() || method == "file" || split.contains("cutoff")) return std::nullopt;
  return 0.2;
}

// Keys that a method does not use say that something else was meant; those that it lacks cannot be guessed.
void keys_fit_method(const ordered_json& document, const std::string& method, const Report& report) {
  const ordered_json& split = document["split"];
  const bool has_column = is_one_of(method, {"group", "column"});
  if (split.contains("column") && !has_column) report("split.column", "is for the methods group and column; the method is " + method);
  if (!split.contains("column") && has_column) report("split.column", "is required by method " + method);
  for (const char* key : {"cutoff", "gap"}) {
    if (split.contains(key) && method != "time") report("split." + std::string(key), "is for method time; the method is " + method);
  }
  if (method == "time" && split.contains("cutoff") && split.contains("test")) {
    report("split.test", "does not go with cutoff, which says where the test rows begin; take one of them out");
  }
  const bool timed = document.contains("data") && document["data"].contains("timestamp");
  if (method == "time" && !timed) report("split.method", "time needs data.timestamp, the name of the column with the times");
}

void test_is_fraction(const ordered_json& test, const std::string& method, const Report& report) {
  if (!test.is_number()) return report("split.test", "must be a number with method " + method + "; is " + shown(test));
  const double value = test.get<double>();
  if (value < 0 || value >= 1) report("split.test", "must be at least 0 and below 1 (fraction); is " + number_text(value));
}

void test_names_files(const ordered_json& split, const Report& report) {
  if (!split.contains("test")) return report("split.test", "is required by method file: the file with the test rows");
  const Option path = Option::path();
  const ordered_json list = split["test"].is_array() ? split["test"] : ordered_json::array({split["test"]});
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string at = "split.test" + (split["test"].is_array() ? "[" + std::to_string(i) + "]" : "");
    if (!list[i].is_string()) {
      report(at, "must be a path with method file; is " + shown(list[i]) + " (quotes make it text)");
    } else if (const auto text = list[i].get<std::string>(); text.empty() || text == "~" || text.starts_with("~/")) {
      report(at, "must be " + path.pattern_meaning + "; is " + shown(list[i]));
    }
  }
}

// The column has no other part to play, except that rows may be grouped by their time.
void column_is_free(const ordered_json& document, const std::string& method, const Report& report) {
  if (!document["split"].contains("column") || !document.contains("data")) return;
  const ordered_json& column = document["split"]["column"];
  const ordered_json& data = document["data"];
  for (const std::string key : {"target", "weight", "timestamp"}) {
    const bool grouped_by_time = key == "timestamp" && method == "group";
    if (!grouped_by_time && data.contains(key) && data[key] == column) report("split.column", "is the " + key + "; name another column");
  }
  if (data.contains("drop") && std::find(data["drop"].begin(), data["drop"].end(), column) != data["drop"].end()) {
    report("split.column", "is not read; take it out of data.drop");
  }
}

void relate(const ordered_json& document, const Report& report) {
  if (!document.contains("split") || !document["split"].contains("method")) return;
  const ordered_json& split = document["split"];
  const std::string method = split["method"];
  keys_fit_method(document, method, report);
  column_is_free(document, method, report);
  if (method == "file") return test_names_files(split, report);
  if (method != "column" && split.contains("test")) test_is_fraction(split["test"], method, report);
}

}  // namespace

Section split_section() {
  Option method = Option::choice({"random", "stratified", "time", "group", "column", "file"})
                      .fallback("random")
                      .doc(
                          "`random`; `stratified` keeps the distribution of the target in every part; `time` tests the latest rows by "
                          "`data.timestamp`; `group` never parts rows with one value in `column`; `column` tests the rows that hold `test` "
                          "there; `file` tests the rows of the files `test`");
  Option test = Option::either({Option::scalar(), Option::list(Option::scalar()).range(1, 100000).distinct()})
                    .fallback_from(default_test, "0.2, with method column the word `test`; needed by method file, not used with a cutoff")
                    .doc(
                        "What is kept away for the final test: a fraction of the rows from 0 (no test metrics) to below 1; with method "
                        "`column` the value or values of the test rows, with method `file` the path, glob or list of files");
  Option split =
      Option::object(
          {{"method", std::move(method)},
           {"column", Option::text()
                          .range(1, 1000)
                          .absent_means("needed by the methods group and column")
                          .doc("Column to split by, which is then no feature")},
           {"cutoff", Option::text()
                          .range(1, 100)
                          .absent_means("the latest rows, as many as `test` says")
                          .doc("With method `time`: rows at or after this date or time (ISO 8601) are test rows")},
           {"gap", Option::duration().range(0, 1e10).unit("seconds").absent_means("0").doc(
                       "With method `time`: training rows nearer than this to the rows they are tested or validated on are left out")},
           {"test", std::move(test)},
           {"folds", Option::integer().range(0, 1000).fallback(5).doc("Folds of the cross-validation over the other rows; 0 or 1: none")}})
          .doc("Which rows train and which test");
  return {.title = "Split",
          .doc =
              "Rows are dealt out by a hash of their identity and the seed, or by their values, so the split does not depend on shards, "
              "threads or order. Folds follow the method: forward in time with `time`, by whole groups with `group`.",
          .keys = {{"split", std::move(split)}},
          .relate = relate};
}

}  // namespace trainyard::config
