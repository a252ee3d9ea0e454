#include "host/report/sections/sections.hpp"

#include <array>

namespace trainyard::report {

std::span<Section (*const)(const RunFiles&)> run_sections() {
  static constexpr std::array all = {&alerts_section,      &drift_section,  &gates_section,      &metrics_section,
                                     &predictions_section, &slices_section, &worst_rows_section, &model_section,
                                     &sweep_section,       &data_section,   &lineage_section};
  return all;
}

}  // namespace trainyard::report
