#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/impute/fill.cuh"
#include "kernels/impute/impute.hpp"

namespace trainyard::kernels::impute::TRAINYARD_BACKEND {
namespace {

struct FillRow {
  const double* column;
  double* result;
  Fill fill;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const { result[row] = fill(column[row]); }
};

struct AddMissing {
  const double* column;
  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    if (column[row] != column[row]) add(0);
  }
};

}  // namespace

void fill(const Exec& exec, ColumnView column, double value, View<double> result) {
  kernels::TRAINYARD_BACKEND::for_each_index(exec, column.size, FillRow{column.data, result.data, {value}});
}

std::uint64_t count_missing(const Exec& exec, ColumnView column) {
  Buffer<std::int64_t> count(exec, 1);
  count.zero();
  kernels::TRAINYARD_BACKEND::tally(exec, column.size, count.view(), AddMissing{column.data});
  return static_cast<std::uint64_t>(count.download()[0]);
}

}  // namespace trainyard::kernels::impute::TRAINYARD_BACKEND
