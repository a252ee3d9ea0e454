#include "host/report/run_report.hpp"

#include "host/report/sections/sections.hpp"

namespace trainyard::report {

std::string run_report(const RunFiles& run) {
  std::vector<Section> sections;
  for (const auto section : run_sections()) sections.push_back(section(run));
  return page(value_text(member(run.run, {"experiment"})) + " · " + run.name(), summary_head(run), sections);
}

}  // namespace trainyard::report
