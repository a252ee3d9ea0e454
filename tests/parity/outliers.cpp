#include "kernels/outliers/outliers.hpp"

#include "kernels/base/buffer.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {

// The bounds that each method learns.
std::vector<Entry> outliers() {
  std::vector<Entry> entries;
  for (const auto& method : kernels::outliers::methods()) {
    entries.push_back({"outliers_" + std::string(method.name), [&method](const Exec& exec, const std::vector<double>& column) {
                         const kernels::Buffer<double> values(exec, column);
                         const auto found = method.fit(exec, kernels::reduce::WholeColumn(values.view()), method.defaults);
                         return found ? reference::bytes_of(std::vector{found->lower, found->upper}) : reference::Bytes{};
                       }});
  }
  return entries;
}

}  // namespace trainyard::parity
