#include "kernels/impute/impute.hpp"

#include "kernels/base/buffer.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {

// What each imputer learns, and the column it gives.
std::vector<Entry> impute() {
  std::vector<Entry> entries;
  for (const auto& imputer : kernels::impute::imputers()) {
    entries.push_back({"impute_" + std::string(imputer.name), [&imputer](const Exec& exec, const std::vector<double>& column) {
                         const kernels::Buffer<double> values(exec, column);
                         return mapped_bytes(exec, values.view(), imputer.fit(exec, kernels::reduce::WholeColumn(values.view()), 0.1));
                       }});
  }
  entries.push_back({"impute_count_missing", [](const Exec& exec, const std::vector<double>& column) {
                       const kernels::Buffer<double> values(exec, column);
                       return reference::bytes_of(std::vector{kernels::impute::count_missing(exec, values.view())});
                     }});
  return entries;
}

}  // namespace trainyard::parity
