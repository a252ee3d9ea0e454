#include <limits>
#include <thrust/sort.h>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/base/thrust.cuh"
#include "kernels/select/bins.hpp"

namespace trainyard::kernels::select::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// The number of values below `value`, or with `equal` of those that are not above it; `sorted` ascends.
TRAINYARD_HOST_DEVICE std::size_t values_below(const float* sorted, std::size_t size, float value, bool equal) {
  std::size_t first = 0;
  while (size > 0) {
    const std::size_t half = size / 2;
    const float middle = sorted[first + half];
    const bool below = middle < value || (equal && middle == value);
    if (below) first += half + 1;
    size = below ? size - half - 1 : half;
  }
  return first;
}

// Missing values sort behind all others.
struct SortKey {
  const float* x;
  float* key;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    key[row] = x[row] == x[row] ? x[row] : std::numeric_limits<float>::infinity();
  }
};

// Writes the largest value of each bin; one index does it all, with a few searches per bin.
struct FindEdges {
  const float* sorted;
  std::size_t rows;
  std::size_t most;
  float* edges;
  std::uint32_t* count;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t) const {
    const std::size_t present = values_below(sorted, rows, std::numeric_limits<float>::infinity(), false);
    std::size_t bins = cut(present, true);
    if (bins > most) bins = cut(present, false);
    *count = static_cast<std::uint32_t>(bins);
  }

  // With `single` each value is a bin, and most + 1 tells that there are too many.
  TRAINYARD_HOST_DEVICE std::size_t cut(std::size_t present, bool single) const {
    std::size_t bins = 0;
    for (std::size_t first = 0; first < present; ++bins) {
      if (bins == most) return most + 1;
      const std::size_t left = most - bins;
      const std::size_t share = single ? 1 : (present - first + left - 1) / left;
      edges[bins] = sorted[first + share - 1];
      first = values_below(sorted, present, edges[bins], true);
    }
    return bins;
  }
};

struct PutInBin {
  const float* x;
  const float* edges;
  std::size_t bins;
  std::int32_t* out;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    out[row] = x[row] == x[row] ? static_cast<std::int32_t>(values_below(edges, bins, x[row], false)) : -1;
  }
};

struct Together {
  const std::int32_t* codes;
  const std::int32_t* class_of_row;
  std::size_t classes;

  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    add(static_cast<std::size_t>(codes[row] + 1) * classes + static_cast<std::size_t>(class_of_row[row]));
  }
};

}  // namespace

std::size_t bin_numbers(const Exec& exec, View<const float> x, std::size_t most, View<std::int32_t> bins) {
  Buffer<float> sorted(exec, x.size);
  for_each_index(exec, x.size, SortKey{x.data, sorted.data()});
  {
    const ThrustScope on_device(exec);
    thrust::sort(on_device.policy(), sorted.data(), sorted.data() + x.size);
  }
  Buffer<float> edges(exec, most);
  Buffer<std::uint32_t> count(exec, 1);
  for_each_index(exec, 1, FindEdges{sorted.data(), x.size, most, edges.data(), count.data()});
  const std::size_t found = count.download().front();
  for_each_index(exec, x.size, PutInBin{x.data, edges.data(), found, bins.data});
  return found;
}

std::vector<std::int64_t> count_together(const Exec& exec, CodesView codes, std::size_t bins, CodesView classes_of_rows,
                                         std::size_t classes) {
  Buffer<std::int64_t> counts(exec, (bins + 1) * classes);
  counts.zero();
  tally(exec, codes.size, counts.view(), Together{codes.data, classes_of_rows.data, classes});
  return counts.download();
}

}  // namespace trainyard::kernels::select::TRAINYARD_BACKEND
