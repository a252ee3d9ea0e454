#include <thrust/copy.h>
#include <thrust/iterator/transform_iterator.h>
#include <thrust/sort.h>

#include "kernels/base/buffer.hpp"
#include "kernels/base/thrust.cuh"
#include "kernels/reduce/sorted.hpp"

namespace trainyard::kernels::reduce::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

struct WithoutSignOfZero {
  TRAINYARD_HOST_DEVICE double operator()(double x) const { return x + 0.0; }
};

struct IsThere {
  TRAINYARD_HOST_DEVICE bool operator()(double x) const { return x == x; }
};

}  // namespace

std::vector<double> sorted(const Exec& exec, const Numbers& numbers) {
  std::size_t rows = 0;
  numbers.each([&](ColumnView block, std::size_t) { rows += block.size; });
  Buffer<double> values(exec, rows);
  double* end = values.data();
  const ThrustScope thrust_on(exec);
  const auto policy = thrust_on.policy();
  numbers.each([&](ColumnView block, std::size_t) {
    const auto first = thrust::make_transform_iterator(block.data, WithoutSignOfZero{});
    end = thrust::copy_if(policy, first, first + static_cast<std::ptrdiff_t>(block.size), end, IsThere{});
  });
  thrust::sort(policy, values.data(), end);
  return download(exec, ColumnView{values.data(), static_cast<std::size_t>(end - values.data())});
}

}  // namespace trainyard::kernels::reduce::TRAINYARD_BACKEND
