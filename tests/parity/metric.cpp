#include "kernels/metric/list.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {

// The column is the target; it is also, backwards and as floats, the prediction.
std::vector<Entry> metric() {
  std::vector<Entry> entries;
  for (const auto& entry : kernels::metric::metrics()) {
    entries.push_back({"metric_" + std::string(entry.name), [&entry](const Exec& exec, const std::vector<double>& column) {
                         const std::vector<float> predicted(column.rbegin(), column.rend());
                         return reference::bytes_of(std::vector{entry.value(exec, column, predicted)});
                       }});
  }
  return entries;
}

}  // namespace trainyard::parity
