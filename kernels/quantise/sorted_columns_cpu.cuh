// The CPU side of find_cuts: columns side by side, each thread with room for one.
#pragma once

#include <algorithm>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/quantise/ordered_key.hpp"
#include "kernels/quantise/radix_sort_cpu.cuh"
#include "kernels/quantise/sorted_column.hpp"

namespace trainyard::kernels::quantise::cpu {

class ColumnSorter {
 public:
  ColumnSorter(std::size_t rows, const RowWeights& weights)
      : weights_(weights), keys_(Exec{}, rows), spare_keys_(Exec{}, weights.plain() ? rows : 0) {
    if (weights.plain()) return;
    pairs_ = Buffer<std::uint64_t>(Exec{}, rows);
    spare_pairs_ = Buffer<std::uint64_t>(Exec{}, rows);
    through_ = Buffer<reduce::FixedPoint>(Exec{}, rows);
  }

  SortedColumn sort(View<const float> column) {
    counts_ = {};
    return weights_.plain() ? sort_plain(column) : sort_weighted(column);
  }

 private:
  SortedColumn sort_plain(View<const float> column) {
    std::uint32_t* keys = keys_.data();
    std::size_t size = 0;
    for (std::size_t row = 0; row < column.size; ++row) {
      const float value = column.data[row];
      if (value != value) continue;
      const std::uint32_t key = ordered_key(value);
      keys[size++] = key;
      counts_.add(key);
    }
    return weights_.column(radix_sort(keys, spare_keys_.data(), size, counts_), size, nullptr, size < column.size);
  }

  SortedColumn sort_weighted(View<const float> column) {
    std::size_t size = 0;
    bool has_missing = false;
    for (std::size_t row = 0; row < column.size; ++row) {
      const float value = column.data[row];
      has_missing |= value != value;
      if (value != value || weights_.is_nothing(row)) continue;
      const std::uint32_t key = ordered_key(value);
      pairs_.data()[size++] = std::uint64_t{key} << 32 | row;
      counts_.add(key);
    }
    const std::uint64_t* sorted = radix_sort(pairs_.data(), spare_pairs_.data(), size, counts_);
    reduce::FixedPoint sum;
    for (std::size_t i = 0; i < size; ++i) {
      keys_.data()[i] = sort_key(sorted[i]);
      sum = sum + weights_.of(static_cast<std::uint32_t>(sorted[i]));
      through_.data()[i] = sum;
    }
    return weights_.column(keys_.data(), size, through_.data(), has_missing);
  }

  RowWeights weights_;
  DigitCounts counts_;
  Buffer<std::uint32_t> keys_, spare_keys_;
  Buffer<std::uint64_t> pairs_, spare_pairs_;
  Buffer<reduce::FixedPoint> through_;
};

/// work(index, sorted) for each column of x. Columns take turns at the threads, for sorting takes longer the more a column's values differ.
template <class Work>
void for_each_sorted_column(const Exec& exec, MatrixView<const float> x, const RowWeights& weights, const Work& work) {
  const auto threads = std::min(static_cast<std::size_t>(exec.threads), x.columns);
  std::vector<ColumnSorter> sorters;
  for (std::size_t thread = 0; thread < threads; ++thread) sorters.emplace_back(x.rows, weights);
  std::size_t next = 0;
#pragma omp parallel for schedule(static, 1) num_threads(exec.threads) if (threads > 1)
  for (std::size_t thread = 0; thread < threads; ++thread) {
    for (;;) {
      std::size_t column = 0;
#pragma omp atomic capture
      column = next++;
      if (column >= x.columns) break;
      work(column, sorters[thread].sort(x.column(column)));
    }
  }
}

}  // namespace trainyard::kernels::quantise::cpu
