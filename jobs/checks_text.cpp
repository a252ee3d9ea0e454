#include "jobs/checks_text.hpp"

#include "jobs/table.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {
namespace {

// Other than "passed", a check of level `warn` is only a warning.
std::string verdict(const nlohmann::ordered_json& check) {
  const auto status = check.value("status", "");
  if (status == "passed") return status;
  const std::string shown = status == "not_evaluated" ? "not evaluated" : status;
  return check.value("level", "") == "warn" ? shown + " (warning)" : shown;
}

}  // namespace

std::string checks_text(const nlohmann::ordered_json& checks) {
  if (!checks.is_array() || checks.empty()) return "";
  Table table({{"check"}, {"verdict"}, {"expected"}, {"observed"}, {"rows failing", Align::right}, {"first"}});
  for (const auto& check : checks) {
    const auto rows = check.value("rows_failing", std::uint64_t{0});
    table.add({check.value("name", ""), verdict(check), check.value("expected", ""), check.value("observed", ""),
               rows == 0 ? "" : count_text(rows), check.value("first", "")});
  }
  return table.text();
}

}  // namespace trainyard::jobs
