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
                         const auto affine = scaler.fit(exec, values.view());
                         kernels::Buffer<float> features(exec, column.size());
                         kernels::scale::apply(exec, values.view(), 0.3, affine, features.view());
                         auto bytes = reference::bytes_of(features.download());
                         reference::append_bytes(bytes, affine);
                         return bytes;
                       }});
  }
  return entries;
}

}  // namespace trainyard::parity
