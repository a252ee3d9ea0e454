#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/impute/impute.hpp"

namespace trainyard::kernels::impute::TRAINYARD_BACKEND {
namespace {

struct AddMissing {
  const double* column;
  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    if (column[row] != column[row]) add(0);
  }
};

}  // namespace

std::uint64_t count_missing(const Exec& exec, ColumnView column) {
  Buffer<std::int64_t> count(exec, 1);
  count.zero();
  kernels::TRAINYARD_BACKEND::tally(exec, column.size, count.view(), AddMissing{column.data});
  return static_cast<std::uint64_t>(count.download()[0]);
}

}  // namespace trainyard::kernels::impute::TRAINYARD_BACKEND
