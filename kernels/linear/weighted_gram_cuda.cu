#include "kernels/linear/cell_sums.cuh"
#include "kernels/linear/weighted_gram.hpp"

namespace trainyard::kernels::linear::cuda {
namespace {

struct WeightedProduct {
  const float* left;  // null for the column of ones
  const float* right;
  double left_center;
  double right_center;
  const double* weight;

  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    const double a = left == nullptr ? 1.0 : static_cast<double>(left[row]) - left_center;
    const double b = right == nullptr ? 1.0 : static_cast<double>(right[row]) - right_center;
    return a * weight[row] * b;
  }
};

// Both triangles are computed: half of the work is done twice, so that no cell has to be found.
struct Pairs {
  Design design;
  const double* weight;

  TRAINYARD_HOST_DEVICE const float* column(std::size_t c) const {
    return c < design.x.columns ? design.x.data + c * design.x.stride : nullptr;
  }
  TRAINYARD_HOST_DEVICE double center(std::size_t c) const { return c < design.x.columns ? design.center[c] : 0.0; }
  TRAINYARD_HOST_DEVICE WeightedProduct at(std::size_t cell) const {
    const std::size_t n = design.x.columns + 1;
    const std::size_t i = cell % n, j = cell / n;
    const std::size_t low = i < j ? i : j, high = i < j ? j : i;
    return {column(low), column(high), center(low), center(high), weight};
  }
};

}  // namespace

std::vector<double> weighted_gram(const Exec& exec, Design design, ColumnView weight) {
  const std::size_t n = design.x.columns + 1;
  return cell_sums(exec, weight.size, n * n, Pairs{design, weight.data});
}

}  // namespace trainyard::kernels::linear::cuda
