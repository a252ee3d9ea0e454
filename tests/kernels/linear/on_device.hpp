// A table on a device with its centers, for the tests of kernels/linear.
#pragma once

#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/linear/design.hpp"
#include "tests/reference/linear.hpp"

namespace trainyard::kernels::linear {

struct OnDevice {
  OnDevice(const Exec& exec, const reference::Table& table, const std::vector<double>& centers)
      : x(exec, table.values), center(exec, centers), rows(table.rows), columns(table.columns) {}

  [[nodiscard]] Design design() const { return {{x.data(), rows, columns, rows}, center.data()}; }

  Buffer<float> x;
  Buffer<double> center;
  std::size_t rows, columns;
};

/// Row counts where a strip, a lane or a tile ends.
inline const std::vector<std::size_t>& row_counts() {
  static const std::vector<std::size_t> counts = {0, 1, 31, 32, 33, 4095, 4096, 4097, 9000};
  return counts;
}

}  // namespace trainyard::kernels::linear
