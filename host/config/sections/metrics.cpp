#include "host/config/sections/section.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::config {

std::vector<std::string> metric_names() {
  std::vector<std::string> names = names_of(kernels::metric::metrics());
  for (const auto& metric : kernels::metric::metrics()) names.insert(names.end(), metric.aliases.begin(), metric.aliases.end());
  return names;
}

}  // namespace trainyard::config
