// The figures of a study, each one SVG document.
#pragma once

#include <span>
#include <string>

#include "host/report/finished_study.hpp"

namespace trainyard::report {

/// Every trial's value in order of number, and the best so far. Trials without a value are above the frame.
std::string draw_optimisation_history(const FinishedStudy& study);
/// A bar per parameter, the most important first.
std::string draw_parameter_importance(const FinishedStudy& study);
/// A panel per parameter: values of complete trials over it; later trials are stronger.
std::string draw_slices(const FinishedStudy& study);
/// A line per complete trial through its value and its parameters, better ones stronger; of more than 1,000 the best.
std::string draw_parallel_coordinates(const FinishedStudy& study);
/// A line per trial through its values on the folds; of more than 1,000 complete ones the best, and as many pruned ones.
std::string draw_intermediate_values(const FinishedStudy& study);

struct StudyPlot {
  const char* name;  ///< of the file, without .svg
  std::string (*draw)(const FinishedStudy&);
};
std::span<const StudyPlot> study_plots();

}  // namespace trainyard::report
