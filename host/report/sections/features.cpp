#include <array>

#include "host/report/figures/run_figures.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {

Section features_section(const RunFiles& run) {
  Section section{.id = "features", .title = "Features"};
  section.body = figures(std::array{draw_feature_importance(run, "importance")});
  return section;
}

}  // namespace trainyard::report
