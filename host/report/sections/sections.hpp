// The parts of a run's report, each from the run's files; one without anything to say has no body and is left out.
#pragma once

#include <span>

#include "host/report/html.hpp"
#include "host/report/run_files.hpp"

namespace trainyard::report {

/// Above all sections: what was run, the verdict, and the deciding metric.
std::string summary_head(const RunFiles& run);

Section alerts_section(const RunFiles& run);
Section drift_section(const RunFiles& run);
Section gates_section(const RunFiles& run);
Section metrics_section(const RunFiles& run);
Section predictions_section(const RunFiles& run);
Section model_section(const RunFiles& run);
Section sweep_section(const RunFiles& run);
Section slices_section(const RunFiles& run);
Section worst_rows_section(const RunFiles& run);
Section data_section(const RunFiles& run);
Section lineage_section(const RunFiles& run);

/// In the order of the page.
std::span<Section (*const)(const RunFiles&)> run_sections();

/// "38,912 to 44,730", the interval of a metric on the test rows; "" where it was not computed.
std::string interval_text(const RunFiles& run, const std::string& metric);
/// "passed", "failed", of a run of monitor "ok" or "alert", or "" where the run has no gates.
std::string verdict_of(const RunFiles& run);

}  // namespace trainyard::report
