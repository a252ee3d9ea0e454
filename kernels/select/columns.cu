#include <limits>

#include "kernels/reduce/sum.cuh"
#include "kernels/select/columns.hpp"

namespace trainyard::kernels::select::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

struct Widen {
  const float* x;
  const std::uint32_t* order;  // null: none
  double* out;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t i) const { out[i] = static_cast<double>(x[order == nullptr ? i : order[i]]); }
};

struct WherePresent {
  const double* x;
  const double* y;
  double* out;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t i) const { out[i] = x[i] == x[i] ? y[i] : std::numeric_limits<double>::quiet_NaN(); }
};

struct ProductOfRow {
  const double* x;
  const double* y;
  double x_center, y_center;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    const double product = (x[row] - x_center) * (y[row] - y_center);
    return product == product ? product : 0.0;
  }
};

}  // namespace

void widen(const Exec& exec, View<const float> x, View<const std::uint32_t> order, View<double> out) {
  for_each_index(exec, out.size, Widen{x.data, order.size == 0 ? nullptr : order.data, out.data});
}

void where_present(const Exec& exec, ColumnView x, ColumnView y, View<double> out) {
  for_each_index(exec, out.size, WherePresent{x.data, y.data, out.data});
}

double product_sum(const Exec& exec, ColumnView x, double x_center, ColumnView y, double y_center) {
  return reduce::TRAINYARD_BACKEND::sum(exec, x.size, ProductOfRow{x.data, y.data, x_center, y_center});
}

}  // namespace trainyard::kernels::select::TRAINYARD_BACKEND
