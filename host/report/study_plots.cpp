#include "host/report/study_plots.hpp"

#include <array>

namespace trainyard::report {

std::span<const StudyPlot> study_plots() {
  static constexpr std::array plots = {StudyPlot{"optimisation_history", draw_optimisation_history},
                                       StudyPlot{"parameter_importance", draw_parameter_importance}, StudyPlot{"slices", draw_slices},
                                       StudyPlot{"parallel_coordinates", draw_parallel_coordinates},
                                       StudyPlot{"intermediate_values", draw_intermediate_values}};
  return plots;
}

}  // namespace trainyard::report
