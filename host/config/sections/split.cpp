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

/// What the section asks for, by the words that decide which keys it takes.
struct Folding {
  std::string method, cv;
  bool has_folds = false;

  explicit Folding(const ordered_json& split)
      : method(split["method"]), cv(split.value("cv", default_cv(method))), has_folds(split.value("folds", 0.0) >= 2) {}

  // With column and file, folds are stratified by classes and otherwise random.
  static std::string default_cv(const std::string& method) { return is_one_of(method, {"stratified", "time", "group"}) ? method : "kfold"; }
  [[nodiscard]] bool folds(const std::vector<std::string>& words) const { return has_folds && is_one_of(cv, words); }
  [[nodiscard]] bool has_strata() const { return method == "stratified" || folds({"stratified", "stratified_group"}); }
  [[nodiscard]] bool has_fold_groups() const { return folds({"group", "stratified_group"}); }
  [[nodiscard]] bool counts_rows() const {
    return is_one_of(method, {"random", "stratified", "group"}) || folds({"kfold", "stratified", "group", "stratified_group"});
  }
  [[nodiscard]] std::string words() const { return "the method is " + method + (cv == default_cv(method) ? "" : ", cv is " + cv); }
};

// Keys that a method does not use say that something else was meant; those that it lacks cannot be guessed.
void keys_fit_method(const ordered_json& document, const Folding& kind, const Report& report) {
  const ordered_json& split = document["split"];
  const std::string& method = kind.method;
  const bool has_column = is_one_of(method, {"group", "column"});
  if (split.contains("column") && !has_column) report("split.column", "is for the methods group and column; the method is " + method);
  if (!split.contains("column") && has_column) report("split.column", "is required by method " + method);
  if (split.contains("cutoff") && method != "time") report("split.cutoff", "is for method time; the method is " + method);
  if (split.contains("gap") && method != "time" && !kind.folds({"time", "blocks"})) {
    report("split.gap", "is for method time, and for cv time and blocks; " + kind.words());
  }
  if (method == "time" && split.contains("cutoff") && split.contains("test")) {
    report("split.test", "does not go with cutoff, which says where the test rows begin; take one of them out");
  }
  const bool timed = document.contains("data") && document["data"].contains("timestamp");
  const std::string needs_times = " needs data.timestamp, the name of the column with the times";
  if (method == "time" && !timed) return report("split.method", "time" + needs_times);
  if (kind.folds({"time", "blocks"}) && !timed) report("split.cv", kind.cv + needs_times);
}

void keys_fit_folds(const ordered_json& document, const Folding& kind, const Report& report) {
  const ordered_json& split = document["split"];
  if (split.contains("cv") && !kind.has_folds) report("split.cv", "needs split.folds of 2 or more");
  const bool own_groups = kind.has_fold_groups() && kind.method != "group";
  if (split.contains("group") && !own_groups) {
    report("split.group", kind.has_fold_groups() ? "does not go with method group, whose groups are those of split.column; take it out"
                                                 : "is for cv group and stratified_group; " + kind.words());
  }
  if (!split.contains("group") && own_groups) report("split.group", "is required by cv " + kind.cv + ": the column with the groups");
  if (split.contains("group") && split.contains("column") && split["group"] == split["column"]) {
    report("split.group", "is split.column already; name another column");
  }
  for (const char* key : {"stratify", "bins"}) {
    if (!split.contains(key) || kind.has_strata()) continue;
    report("split." + std::string(key), "is for what is stratified; " + kind.words());
  }
  if (split.contains("window") && !kind.folds({"time"})) report("split.window", "is for folds by time; " + kind.words());
  const bool slides = split.contains("window") && split["window"] == "sliding";
  if (slides && !split.contains("window_size"))
    report("split.window_size", "is required by window sliding: how much time a fold is trained on");
  if (!slides && split.contains("window_size")) report("split.window_size", "is for window sliding; add it, or take this out");
}

void weights_are_there(const ordered_json& document, const Folding& kind, const Report& report) {
  const ordered_json& split = document["split"];
  if (!split.contains("weighted") || split["weighted"] != true) return;
  if (!document.contains("data") || !document["data"].contains("weight")) {
    report("split.weighted", "needs data.weight, the name of the column with the weights");
  }
  if (!kind.counts_rows()) report("split.weighted", "evens out random rows and groups; " + kind.words());
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
void column_is_free(const ordered_json& document, const std::string& name, bool grouped, const Report& report) {
  if (!document["split"].contains(name) || !document.contains("data")) return;
  const ordered_json& column = document["split"][name];
  const ordered_json& data = document["data"];
  for (const std::string key : {"target", "weight", "timestamp"}) {
    const bool grouped_by_time = key == "timestamp" && grouped;
    if (!grouped_by_time && data.contains(key) && data[key] == column) report("split." + name, "is the " + key + "; name another column");
  }
}

void stratify_is_no_target(const ordered_json& document, const Report& report) {
  if (!document["split"].contains("stratify") || !document.contains("data") || !document["data"].contains("target")) return;
  if (document["split"]["stratify"] != document["data"]["target"]) return;
  report("split.stratify", "is the target, which strata are made of anyway; take it out");
}

void columns_are_read(const ordered_json& document, const Report& report) {
  if (!document.contains("data") || !document["data"].contains("drop")) return;
  const ordered_json& drop = document["data"]["drop"];
  for (const char* name : {"column", "group", "stratify"}) {
    if (!document["split"].contains(name) || std::find(drop.begin(), drop.end(), document["split"][name]) == drop.end()) continue;
    report("split." + std::string(name), "is not read; take it out of data.drop");
  }
}

void relate_split(const ordered_json& document, const Report& report) {
  if (!document.contains("split") || !document["split"].contains("method")) return;
  const ordered_json& split = document["split"];
  const Folding kind(split);
  const std::string& method = kind.method;
  keys_fit_method(document, kind, report);
  keys_fit_folds(document, kind, report);
  weights_are_there(document, kind, report);
  column_is_free(document, "column", method == "group", report);
  column_is_free(document, "group", true, report);
  stratify_is_no_target(document, report);
  columns_are_read(document, report);
  if (method == "file") return test_names_files(split, report);
  if (method != "column" && split.contains("test")) test_is_fraction(split["test"], method, report);
}

Option method_option() {
  return Option::choice({"random", "stratified", "time", "group", "column", "file"})
      .fallback("random")
      .doc(
          "How test rows are chosen. `random`; `stratified` keeps the distribution of the target in every part; `time` tests the latest "
          "rows "
          "by `data.timestamp`; `group` never parts rows with one value in `column`; `column` tests the rows that hold `test` there; "
          "`file` "
          "tests the rows of the files `test`");
}

Option cv_option() {
  return Option::choice({"kfold", "stratified", "group", "stratified_group", "time", "blocks"})
      .absent_means(
          "what goes with the method: `kfold` with `random`, its own with `stratified`, `time` and `group`; `column` and `file` "
          "keep the shares of classes")
      .doc(
          "How the other rows fall into folds. `kfold` at random; `stratified` with the distribution of the target in each; `group` "
          "without "
          "parting rows with one value in `group`; `stratified_group` both, as far as groups allow; `time` forward in time; `blocks` of "
          "time, trained on the rows before and after");
}

Option test_option() {
  return Option::either({Option::scalar(), Option::list(Option::scalar()).range(1, 100000).distinct()})
      .fallback_from(default_test, "0.2, with method column the word `test`; needed by method file, not used with a cutoff")
      .doc(
          "What is kept away for the final test: a fraction of the rows from 0 (no test metrics) to below 1; with method "
          "`column` the value or values of the test rows, with method `file` the path, glob or list of files");
}

std::vector<Key> time_keys() {
  return {{"cutoff", Option::text()
                         .range(1, 100)
                         .absent_means("the latest rows, as many as `test` says")
                         .doc("With method `time`: rows at or after this date or time (ISO 8601) are test rows")},
          {"gap", Option::duration().range(0, 1e10).unit("seconds").absent_means("0").doc(
                      "With method `time`, and cv `time` and `blocks`: training rows nearer than this to the rows they are tested or "
                      "validated on are left out, before and after them")}};
}

std::vector<Key> fold_keys() {
  return {
      {"folds", Option::integer().range(0, 1000).fallback(5).doc("Folds of the cross-validation over the other rows; 0 or 1: none")},
      {"cv", cv_option()},
      {"group", Option::text()
                    .range(1, 1000)
                    .absent_means("`column` with method group; else needed by cv group and stratified_group")
                    .doc("Column with the groups of the folds, which is then no feature")},
      {"window", Option::choice({"expanding", "sliding"})
                     .absent_means("expanding")
                     .doc("Folds by time: each is trained on all rows before it, or on the latest of them")},
      {"window_size", Option::duration()
                          .range(1e-6, 1e10)
                          .unit("seconds")
                          .absent_means("needed by window sliding")
                          .doc("How much time before the gap a fold is trained on; what `max_train_size` is to TimeSeriesSplit in rows")}};
}

std::vector<Key> stratum_keys() {
  return {{"stratify",
           Option::text()
               .range(1, 1000)
               .absent_means("the target")
               .doc("Column whose distribution the stratified parts keep, categories or numbers; a missing value is one of its own")},
          {"bins", Option::integer().range(2, 1000).absent_means("10").doc(
                       "Strata of a number: bins with equal numbers of rows; equal values stay together")},
          {"weighted", Option::boolean().absent_means("false").doc(
                           "Whether shares and folds of rows or groups are even in the sum of `data.weight` instead of in rows")}};
}

}  // namespace

Section split_section() {
  std::vector<Key> keys{{"method", method_option()},
                        {"column", Option::text()
                                       .range(1, 1000)
                                       .absent_means("needed by the methods group and column")
                                       .doc("Column to split by, which is then no feature")}};
  const auto append = [&](std::vector<Key> more) { std::ranges::move(more, std::back_inserter(keys)); };
  append(time_keys());
  keys.push_back({"test", test_option()});
  append(fold_keys());
  append(stratum_keys());
  return {.title = "Split",
          .doc =
              "Rows are dealt out by a hash of their identity and the seed, or by their values, so the split does not depend on shards, "
              "threads or order. Folds follow the method unless `cv` says otherwise: forward in time with `time`, by whole groups with "
              "`group`. `split.h5` in a run's folder holds the part and the fold of every row.",
          .keys = {{"split", Option::object(std::move(keys)).doc("Which rows train and which test")}},
          .relate = relate_split};
}

}  // namespace trainyard::config
