// What becomes of the checks' results: rows of the report, and the error that keeps an unfit table from being published.
#include <algorithm>

#include "host/dataset/checks/checks.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

bool counts_against(const CheckResult& result) { return result.level == "fail" && result.status != "passed"; }

}  // namespace

nlohmann::ordered_json checks_json(const std::vector<CheckResult>& results) {
  auto rows = nlohmann::ordered_json::array();
  for (const CheckResult& result : results) {
    rows.push_back({{"path", result.path},
                    {"name", result.name},
                    {"column", result.column},
                    {"kind", result.kind},
                    {"level", result.level},
                    {"status", result.status},
                    {"observed", result.observed},
                    {"expected", result.expected},
                    {"rows_failing", result.rows_failing},
                    {"first", result.first}});
  }
  return rows;
}

bool any_failed(const std::vector<CheckResult>& results) { return std::ranges::any_of(results, counts_against); }

std::string describe(const CheckResult& result) {
  std::string line = result.path + " (" + result.name + "): expected " + result.expected + ", is " + result.observed;
  if (result.status == "not_evaluated") line += "; there is nothing to evaluate";
  if (result.rows_failing > 0) line += "; " + count_text(result.rows_failing, "row");
  if (!result.first.empty()) line += "; first: " + result.first;
  return line;
}

void warn_of_failed(const std::vector<CheckResult>& results, const std::function<void(const std::string&)>& warn) {
  for (const CheckResult& result : results) {
    if (warn && result.status != "passed" && result.level == "warn") warn(describe(result));
  }
}

void throw_if_failed(const std::vector<CheckResult>& results) {
  const auto failed = std::ranges::count_if(results, counts_against);
  if (failed == 0) return;
  std::string message = std::to_string(failed) + " of " + count_text(results.size(), "check") +
                        " of the data did not pass; correct the data, or the expectation, or give it level: warn:";
  for (const CheckResult& result : results) {
    if (counts_against(result)) message += "\n  " + describe(result);
  }
  throw Error(ExitCode::bad_data, message);
}

}  // namespace trainyard::dataset
