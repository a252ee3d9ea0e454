// What comes before a tree: gradients, their units, and rows that are packed.
#pragma once

#include "kernels/trees/block/state.cuh"
#include "kernels/trees/fixed_gradients.cuh"
#include "kernels/trees/objective.cuh"

namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND {

using trees::TRAINYARD_BACKEND::unit_lanes;
using trees::TRAINYARD_BACKEND::unit_tile;

/// The sum of the absolute values in the order of fixed_gradients.cuh, for the leader. `sums` is written.
TRAINYARD_DEVICE inline double sum_absolute(const Block& block, const float* values, std::size_t rows, double* sums) {
  const std::size_t tiles = (rows + unit_tile - 1) / unit_tile;
  double* const of_tiles = sums + tiles * unit_lanes;
  block.each(tiles * unit_lanes, [&](std::size_t i) {
    const std::size_t first = i / unit_lanes * unit_tile, end = first + unit_tile < rows ? first + unit_tile : rows;
    double sum = 0;
    for (std::size_t row = first + i % unit_lanes; row < end; row += unit_lanes) sum += static_cast<double>(std::fabs(values[row]));
    sums[i] = sum;
  });
  block.sync();
  block.each(tiles, [&](std::size_t tile) {
    double sum = 0;
    for (std::size_t lane = 0; lane < unit_lanes; ++lane) sum += sums[tile * unit_lanes + lane];
    of_tiles[tile] = sum;
  });
  block.sync();
  double sum = 0;
  if (block.leader()) {
    for (std::size_t tile = 0; tile < tiles; ++tile) sum += of_tiles[tile];
  }
  return sum;
}

/// The units of all outputs.
TRAINYARD_DEVICE inline void choose_units(const Block& block, Task& task) {
  const std::size_t rows = task.rows.rows;
  for (std::size_t k = 0; k < task.params.outputs; ++k) {
    const double gradient = sum_absolute(block, task.gradients + k * rows, rows, task.sums);
    block.sync();
    const double hessian = sum_absolute(block, task.hessians + k * rows, rows, task.sums);
    if (block.leader()) {
      task.is_finite = task.is_finite && std::isfinite(gradient) && std::isfinite(hessian);
      task.units[k] = {trees::TRAINYARD_BACKEND::unit_of(gradient), trees::TRAINYARD_BACKEND::unit_of(hessian)};
    }
    block.sync();
  }
}

/// Whether the tree can be grown: else a gradient is not finite.
TRAINYARD_DEVICE inline bool begin(const Block& block) {
  State& s = state_of(block.shared());
  Task& task = s.task;
  const std::size_t rows = task.rows.rows;
  if (task.begins_round) {
    trees::TRAINYARD_BACKEND::with_gradients_of(task.targets, task.margins, task.gradients, task.hessians, [&](const auto& of_rows) {
      block.each(rows, [&](std::size_t row) { of_rows(row, std::size_t{1}); });
    });
    block.sync();
    choose_units(block, task);
    if (!task.is_finite) return false;
  }
  const Units units = task.units[task.output];
  if (block.leader()) s.rule = SplitRule(task.params, units);
  if (task.begins_output) {
    const float *const gradients = task.gradients + task.output * rows, *const hessians = task.hessians + task.output * rows;
    const Units up{1 / units.gradient, 1 / units.hessian};
    block.each(rows, [&](std::size_t row) { task.packed[row] = trees::TRAINYARD_BACKEND::packed(gradients[row], hessians[row], up); });
  }
  block.sync();
  return true;
}

}  // namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND
