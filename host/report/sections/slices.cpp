#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {

Section slices_section(const RunFiles& run) {
  Section section{.id = "slices", .title = "Slices and fairness"};
  section.body = titled("The worst slices", records_table(member(run.evaluation, {"worst_slices"}))) +
                 titled("Slices", records_table(member(run.evaluation, {"slices"}))) +
                 titled("Fairness", facts_table(member(run.evaluation, {"fairness"})));
  return section;
}

}  // namespace trainyard::report
