#include <stdexcept>
#include <string>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/reduce/class_number.cuh"
#include "kernels/reduce/confusion.hpp"
#include "kernels/reduce/fixed_point.hpp"

namespace trainyard::kernels::reduce::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// Cells of rows, one for rows outside, then with weights the cells of `high` and those of `low`.
struct Decisions {
  const double* actual;
  const std::int32_t* decided;
  const double* weight;  // null: none
  std::size_t classes;
  FixedScale scale;

  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    const std::size_t cells = classes * classes;
    if (!is_class(actual[row], classes) || !is_class(decided[row], classes)) {
      add(cells);
      return;
    }
    const std::size_t cell = static_cast<std::size_t>(actual[row]) * classes + static_cast<std::size_t>(decided[row]);
    add(cell);
    if (weight == nullptr) return;
    const FixedPoint amount = scale.of(weight[row]);
    add(cells + 1 + cell, amount.high);
    add(2 * cells + 1 + cell, amount.low);
  }
};

void check_lengths(ColumnView actual, CodesView decided, ColumnView weight) {
  if (decided.size != actual.size || (weight.data != nullptr && weight.size != actual.size)) {
    throw std::invalid_argument("confusion: " + std::to_string(actual.size) + " actual classes, " + std::to_string(decided.size) +
                                " decided ones, " + std::to_string(weight.size) + " weights");
  }
}

}  // namespace

ConfusionMatrix confusion(const Exec& exec, ColumnView actual, CodesView decided, ColumnView weight, std::size_t classes) {
  check_lengths(actual, decided, weight);
  const std::size_t cells = classes * classes;
  const bool weighted = weight.data != nullptr;
  const FixedScale scale = weighted ? weight_scale(exec, weight) : FixedScale{};
  Buffer<std::int64_t> tallied(exec, (weighted ? 3 : 1) * cells + 1);
  tallied.zero();
  tally(exec, actual.size, tallied.view(), Decisions{actual.data, decided.data, weight.data, classes, scale});
  const std::vector<std::int64_t> found = tallied.download();
  ConfusionMatrix matrix{.classes = classes, .rows = {}, .weight = {}, .outside = found[cells]};
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const std::int64_t rows = found[cell];
    matrix.rows.push_back(rows);
    matrix.weight.push_back(weighted ? scale.value({found[cells + 1 + cell], found[2 * cells + 1 + cell]}) : static_cast<double>(rows));
  }
  return matrix;
}

}  // namespace trainyard::kernels::reduce::TRAINYARD_BACKEND
