#include <algorithm>

#include "kernels/base/launch.cuh"
#include "kernels/trees/margins.hpp"
#include "kernels/trees/walk.cuh"

namespace trainyard::kernels::trees::cuda {

using namespace trainyard::kernels::cuda;

namespace {

struct Margins {
  Walk walk;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t count) const {
    walk.begin(first, count);
    walk.add(first, count, walk.forest.trees);
  }
};

// Rows that are made groups of at a time: many, for a GPU works on all at once.
std::size_t chunk_rows(std::size_t columns) {
  constexpr std::size_t step = 256, bytes = std::size_t{1} << 28;
  return std::max(step, bytes / (2 * columns * sizeof(float) + 1) / step * step);
}

}  // namespace

void margins(const Exec& exec, ForestView forest, MatrixView<const float> rows, View<float> result) {
  const std::size_t most = std::min(chunk_rows(rows.columns), rows.rows);
  Buffer<float> groups(exec, std::max<std::size_t>(1, group_values(most, rows.columns)));
  for (std::size_t first = 0; first < rows.rows; first += most) {
    const std::size_t count = std::min(most, rows.rows - first);
    for_each_run(exec, count, Group{{rows.data + first, count, rows.columns, rows.stride}, groups.data()});
    for_each_run(exec, count, Margins{{forest, groups.data(), rows.columns, result.data + first * forest.base.size}});
  }
}

}  // namespace trainyard::kernels::trees::cuda
