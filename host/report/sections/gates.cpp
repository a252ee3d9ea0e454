#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {

Section gates_section(const RunFiles& run) {
  Section section{.id = "gates", .title = "Gates"};
  section.body = records_table(member(run.gates, {"gates"}));
  return section;
}

}  // namespace trainyard::report
