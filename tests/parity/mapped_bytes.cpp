#include "kernels/base/buffer.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {

reference::Bytes mapped_bytes(const Exec& exec, kernels::ColumnView column, const kernels::map::Maps& maps) {
  kernels::Buffer<float> features(exec, column.size);
  kernels::map::to_features(exec, column, kernels::map::Chain(exec, maps).maps(), features.view());
  auto bytes = reference::bytes_of(features.download());
  for (const auto& map : maps) {
    reference::append_bytes(bytes, map.kind);
    reference::append_bytes(bytes, map.a);
    reference::append_bytes(bytes, map.b);
    for (const double x : map.table) reference::append_bytes(bytes, x);
  }
  return bytes;
}

}  // namespace trainyard::parity
