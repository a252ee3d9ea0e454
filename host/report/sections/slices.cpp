#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {
namespace {

std::string slices_tables(const Json& slices) {
  std::vector<std::string> tables;
  for (const Json& slice : slices)
    tables.push_back(titled(value_text(member(slice, {"column"})), records_table(member(slice, {"groups"}))));
  return beside(tables);
}

/// Per column its groups, then how far they are apart.
std::string fairness_tables(const Json& fairness) {
  std::string html;
  for (const auto& [column, measures] : fairness.items()) {
    Json apart = measures;
    apart.erase("column");
    apart.erase("groups");
    html += titled("Fairness by " + column, records_table(member(measures, {"groups"})) + facts_table(apart));
  }
  return html;
}

}  // namespace

Section slices_section(const RunFiles& run) {
  Section section{.id = "slices", .title = "Slices and fairness"};
  section.body = titled("The worst slices", records_table(member(run.evaluation, {"worst_slices"}))) +
                 slices_tables(member(run.evaluation, {"slices"})) + fairness_tables(member(run.evaluation, {"fairness"}));
  return section;
}

}  // namespace trainyard::report
