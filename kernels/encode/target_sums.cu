#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/encode/target_sums.hpp"
#include "kernels/reduce/class_number.cuh"
#include "kernels/reduce/fixed_point.hpp"
#include "kernels/reduce/moments.hpp"

namespace trainyard::kernels::encode::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;
using reduce::FixedPoint;
using reduce::FixedScale;

namespace {

TRAINYARD_HOST_DEVICE inline double weight_of(ColumnView weight, std::size_t row) { return weight.size == 0 ? 1.0 : weight.data[row]; }

// Counts of a cell are `width` numbers; a fixed-point number takes two.
template <class Add>
TRAINYARD_DEVICE void add_fixed(const Add& add, std::size_t place, FixedPoint amount) {
  add(place, amount.high);
  if (amount.low != 0) add(place + 1, amount.low);
}

struct AddValue {
  TargetCells cells;
  ColumnView y, weight;
  FixedScale weights, sums;

  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    const std::size_t cell = cells.of(row);
    const double w = weight_of(weight, row);
    add_fixed(add, 4 * cell, weights.of(w));
    add_fixed(add, 4 * cell + 2, sums.of(w * y.data[row]));
  }
};

struct AddSquare {
  TargetCells cells;
  ColumnView y, weight, means;
  FixedScale squares;

  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    const std::size_t cell = cells.of(row);
    const double apart = y.data[row] - means.data[cell];
    add_fixed(add, 2 * cell, squares.of(weight_of(weight, row) * (apart * apart)));
  }
};

struct AddClass {
  TargetCells cells;
  ColumnView y, weight;
  std::size_t classes;
  FixedScale weights;

  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    const double label = y.data[row];
    if (!reduce::TRAINYARD_BACKEND::is_class(label, classes)) return;
    add_fixed(add, 2 * (cells.of(row) * classes + static_cast<std::size_t>(label)), weights.of(weight_of(weight, row)));
  }
};

double largest_weight_of(const Exec& exec, ColumnView weight) { return weight.size == 0 ? 1.0 : reduce::largest_weight(exec, weight); }

// `work_of(cells, first_row)` makes the work for a block.
template <class WorkOf>
std::vector<std::int64_t> tallied(const Exec& exec, const CellBlocks& rows, std::size_t places, const WorkOf& work_of) {
  Buffer<std::int64_t> counts(exec, places);
  counts.zero();
  rows.each(
      [&](const TargetCells& block, std::size_t first_row) { tally(exec, block.codes.size, counts.view(), work_of(block, first_row)); });
  return counts.download();
}

// The rows of a block; none of an empty column.
ColumnView part_of(ColumnView column, const TargetCells& block, std::size_t first_row) {
  return column.size == 0 ? column : ColumnView(column.data + first_row, block.codes.size);
}

double number(const FixedScale& scale, const std::vector<std::int64_t>& counts, std::size_t place) {
  return scale.value({counts[place], counts[place + 1]});
}

}  // namespace

std::vector<TargetSums> sums_of_values(const Exec& exec, const CellBlocks& rows, ColumnView y, ColumnView weight) {
  std::vector<TargetSums> found(rows.cells());
  if (y.size == 0) return found;
  const reduce::Moments range = reduce::moments(exec, y);
  if (range.missing > 0 || !std::isfinite(range.min) || !std::isfinite(range.max)) {
    throw std::invalid_argument("sums_of_values: a value is not finite");
  }
  const double heaviest = largest_weight_of(exec, weight);
  const double largest = heaviest * std::max(std::fabs(range.min), std::fabs(range.max));
  const double widest = range.max - range.min;
  if (!std::isfinite(largest) || !std::isfinite(heaviest * (widest * widest))) {
    throw std::overflow_error("sums_of_values: the square of a difference is too large for a double");
  }

  const FixedScale weights = reduce::fixed_scale(heaviest, y.size), sums = reduce::fixed_scale(largest, y.size);
  const auto added = tallied(exec, rows, 4 * rows.cells(), [&](const TargetCells& block, std::size_t first_row) {
    return AddValue{block, part_of(y, block, first_row), part_of(weight, block, first_row), weights, sums};
  });
  std::vector<double> means(rows.cells());
  for (std::size_t cell = 0; cell < rows.cells(); ++cell) {
    found[cell].weight = number(weights, added, 4 * cell);
    found[cell].sum = number(sums, added, 4 * cell + 2);
    means[cell] = found[cell].mean();
  }

  const Buffer<double> means_there(exec, means);
  const FixedScale squares = reduce::fixed_scale(heaviest * (widest * widest), y.size);
  const auto apart = tallied(exec, rows, 2 * rows.cells(), [&](const TargetCells& block, std::size_t first_row) {
    return AddSquare{block, part_of(y, block, first_row), part_of(weight, block, first_row), means_there.view(), squares};
  });
  for (std::size_t cell = 0; cell < rows.cells(); ++cell) found[cell].squares = number(squares, apart, 2 * cell);
  return found;
}

std::vector<double> class_weights(const Exec& exec, const CellBlocks& rows, ColumnView y, std::size_t classes, ColumnView weight) {
  const FixedScale scale = reduce::fixed_scale(largest_weight_of(exec, weight), y.size);
  const auto added = tallied(exec, rows, 2 * rows.cells() * classes, [&](const TargetCells& block, std::size_t first_row) {
    return AddClass{block, part_of(y, block, first_row), part_of(weight, block, first_row), classes, scale};
  });
  std::vector<double> found(rows.cells() * classes);
  for (std::size_t place = 0; place < found.size(); ++place) found[place] = number(scale, added, 2 * place);
  return found;
}

}  // namespace trainyard::kernels::encode::TRAINYARD_BACKEND
