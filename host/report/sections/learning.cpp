#include <array>

#include "host/report/figures/run_figures.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {

Section learning_section(const RunFiles& run) {
  Section section{.id = "learning", .title = "Learning"};
  section.body = figures(std::array{draw_learning_curve(run, "learning")});
  return section;
}

}  // namespace trainyard::report
