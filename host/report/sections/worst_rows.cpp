#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {

Section worst_rows_section(const RunFiles& run) {
  Section section{.id = "worst-rows", .title = "Worst rows"};
  section.body = records_table(member(run.evaluation, {"worst_rows"}), 50);
  return section;
}

}  // namespace trainyard::report
