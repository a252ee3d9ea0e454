#include "kernels/scale/scale.hpp"

#include "kernels/base/buffer.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {

// What each scaler learns, and the features it gives.
std::vector<Entry> scale() {
  std::vector<Entry> entries;
  for (const auto& scaler : kernels::scale::scalers()) {
    entries.push_back({"scale_" + std::string(scaler.name), [&scaler](const Exec& exec, const std::vector<double>& column) {
                         const kernels::Buffer<double> values(exec, column);
                         return mapped_bytes(exec, values.view(), scaler.fit(exec, kernels::reduce::WholeColumn(values.view())));
                       }});
  }
  return entries;
}

}  // namespace trainyard::parity
