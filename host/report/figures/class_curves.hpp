// What ROC and precision over recall share: a curve per class over all thresholds.
#pragma once

#include <string>
#include <string_view>

#include "host/report/curves.hpp"
#include "host/report/html.hpp"
#include "host/report/run_files.hpp"

namespace trainyard::report {

struct ClassCurves {
  std::string_view title, words;  ///< `words`: what both axes are, in a sentence
  std::string_view x, y;          ///< labels of shares from 0 to 1
  std::string_view area;          ///< what the curve's area is called
  std::string_view note;          ///< where no class has a curve
  bool chance;                    ///< whether the diagonal is drawn, for what is no better than chance
  Curve (*curve)(const Scored&);
  std::string (*words_of)(const CurvePoint&);  ///< what a point tells, after the class
};

/// Of the classes of classes_of(); empty where the run has no classes.
Figure draw_class_curves(const RunFiles& run, std::string_view name, const ClassCurves& kind);

}  // namespace trainyard::report
