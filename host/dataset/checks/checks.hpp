// Whether a table is fit for use: the expectations of `data.expect` and of the schema, each a row of the quality report.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/checks/check.hpp"
#include "host/dataset/profile.hpp"

namespace trainyard::dataset {

/// One item of `data.expect`: a column, or the table, and one or more checks of it.
struct Expectation {
  std::string path;             ///< where it stands, for people: "data.expect[2]"
  nlohmann::ordered_json item;  ///< as the effective config holds it
};

/// The list as the effective config holds it. `resolve` makes the paths of references absolute; `problem` hears of every mistake that can
/// be seen without a table: a pattern that is none.
std::vector<Expectation> read_expectations(const nlohmann::ordered_json& list,
                                           const std::function<std::filesystem::path(const std::string&)>& resolve,
                                           const std::function<void(const std::string& path, const std::string& message)>& problem);
/// What the schema expects of the table as a whole: no value twice where it says `unique`.
std::vector<Expectation> schema_expectations(const Schema& schema);

/// The time of `data.now` in microseconds since 1970; null: the clock's. Throws Error(bad_config) with what is wrong.
std::int64_t time_of_checks(const nlohmann::ordered_json& now);

struct CheckResult {
  std::string path;    ///< of the expectation
  std::string name;    ///< as given, or made from column and kind
  std::string column;  ///< empty: the table; a compound key is "a, b"
  std::string kind;    ///< as check_kinds() names it
  std::string level;   ///< "fail" or "warn"
  std::string status;  ///< "passed", "failed", or "not_evaluated": there was nothing to look at, which does not count as passed
  std::string observed, expected;
  std::uint64_t rows_failing = 0;
  std::string first;  ///< where the first violation is and what; the values of personal columns are left out
};

/// Sees the good rows of a table once, in order, then judges.
class Checks {
 public:
  /// Reads the references. Throws Error(bad_config) with one line for every expectation that these fields cannot meet, and Error(no_input)
  /// or Error(bad_data) for a reference.
  Checks(const std::vector<Expectation>& expectations, std::vector<Field> fields, CheckOptions options);

  /// One thread. `texts` gives the texts of a category column by code.
  void add(const Batch& batch, const Texts& texts);
  /// `profile` is of the rows added. `files` are the names of the sources.
  [[nodiscard]] std::vector<CheckResult> finish(const Profile& profile, const std::vector<std::string>& files);

 private:
  struct Entry {
    CheckResult about;
    bool personal = false;
    std::unique_ptr<Check> check;
  };
  void add_expectation(const Expectation& expectation, std::vector<std::string>& problems);
  void add_kinds(const CheckItem& item, std::vector<std::string>& problems);

  std::vector<Field> fields_;
  CheckOptions options_;
  std::vector<Entry> entries_;
};

/// Every kind of check, in the order of the report.
const std::vector<CheckKind>& check_kinds();

/// For quality.json: one object per result, with the names of CheckResult.
nlohmann::ordered_json checks_json(const std::vector<CheckResult>& results);
/// Whether one of level `fail` did not pass.
bool any_failed(const std::vector<CheckResult>& results);
/// One line: what was expected of what, what is there, and where first.
std::string describe(const CheckResult& result);
/// Tells `warn`, which may be empty, of each of level `warn` that did not pass.
void warn_of_failed(const std::vector<CheckResult>& results, const std::function<void(const std::string&)>& warn);
/// Throws Error(bad_data) with a line for each of level `fail` that did not pass.
void throw_if_failed(const std::vector<CheckResult>& results);

}  // namespace trainyard::dataset
