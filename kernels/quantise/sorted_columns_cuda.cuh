// The GPU side of find_cuts: columns are sorted one after another, and the bins of as many as fit are chosen side by side.
#pragma once

#include <algorithm>
#include <thrust/copy.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/transform_iterator.h>
#include <thrust/logical.h>
#include <thrust/scan.h>
#include <thrust/sort.h>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/base/thrust.cuh"
#include "kernels/quantise/ordered_key.hpp"
#include "kernels/quantise/sorted_column.hpp"

namespace trainyard::kernels::quantise::cuda {

struct KeyOfValue {
  __host__ __device__ std::uint32_t operator()(float value) const { return ordered_key(value); }
};

struct IsMissing {
  __host__ __device__ bool operator()(float value) const { return value != value; }
};

struct Counts {
  const float* values;
  RowWeights weights;
  __host__ __device__ bool operator()(std::size_t row) const {
    return values[row] == values[row] && (weights.plain() || !weights.is_nothing(row));
  }
};

struct WeightOfRow {
  RowWeights weights;
  __host__ __device__ reduce::FixedPoint operator()(std::uint32_t row) const { return weights.of(row); }
};

struct AddWeights {
  __host__ __device__ reduce::FixedPoint operator()(reduce::FixedPoint a, reduce::FixedPoint b) const { return a + b; }
};

/// Room for the sorted values of several columns.
class ColumnSorter {
 public:
  ColumnSorter(const Exec& exec, std::size_t rows, std::size_t columns, const RowWeights& weights)
      : exec_(exec), rows_(rows), weights_(weights), keys_(exec, rows * columns) {
    if (weights.plain()) return;
    row_numbers_ = Buffer<std::uint32_t>(exec, rows);
    through_ = Buffer<reduce::FixedPoint>(exec, rows * columns);
  }

  SortedColumn sort(View<const float> column, std::size_t place) {
    const kernels::cuda::ThrustScope thrust_on(exec_);
    const auto policy = thrust_on.policy();
    const thrust::counting_iterator<std::uint32_t> all(0);
    const auto values = thrust::make_transform_iterator(column.data, KeyOfValue{});
    const Counts counts{column.data, weights_};
    std::uint32_t* keys = keys_.data() + place * rows_;
    const auto end = thrust::copy_if(policy, values, values + static_cast<std::ptrdiff_t>(rows_), all, keys, counts);
    const auto size = static_cast<std::size_t>(end - keys);
    if (weights_.plain()) {
      thrust::sort(policy, keys, end);
      return weights_.column(keys, size, nullptr, size < rows_);
    }
    thrust::copy_if(policy, all, all + static_cast<std::ptrdiff_t>(rows_), row_numbers_.data(), counts);
    thrust::stable_sort_by_key(policy, keys, end, row_numbers_.data());
    reduce::FixedPoint* through = through_.data() + place * rows_;
    const auto fixed = thrust::make_transform_iterator(row_numbers_.data(), WeightOfRow{weights_});
    thrust::inclusive_scan(policy, fixed, fixed + static_cast<std::ptrdiff_t>(size), through, AddWeights{});
    return weights_.column(keys, size, through, thrust::any_of(policy, column.data, column.data + rows_, IsMissing{}));
  }

 private:
  Exec exec_;
  std::size_t rows_;
  RowWeights weights_;
  Buffer<std::uint32_t> keys_;
  Buffer<std::uint32_t> row_numbers_;
  Buffer<reduce::FixedPoint> through_;
};

template <class Work>
struct WorkOnSorted {
  const SortedColumn* sorted;
  std::size_t first;
  Work work;
  __device__ void operator()(std::size_t index) const { work(first + index, sorted[index]); }
};

/// work(index, sorted) for each column of x, on the device.
template <class Work>
void for_each_sorted_column(const Exec& exec, MatrixView<const float> x, const RowWeights& weights, const Work& work) {
  constexpr std::size_t most_values = std::size_t{1} << 28;
  const std::size_t at_once = std::clamp<std::size_t>(most_values / (x.rows + 1), 1, x.columns);
  ColumnSorter sorter(exec, x.rows, at_once, weights);
  for (std::size_t first = 0; first < x.columns; first += at_once) {
    std::vector<SortedColumn> sorted;
    for (std::size_t column = first; column < std::min(first + at_once, x.columns); ++column) {
      sorted.push_back(sorter.sort(x.column(column), column - first));
    }
    const Buffer<SortedColumn> there(exec, sorted);
    kernels::cuda::for_each_index(exec, sorted.size(), WorkOnSorted<Work>{there.data(), first, work});
  }
}

}  // namespace trainyard::kernels::quantise::cuda
