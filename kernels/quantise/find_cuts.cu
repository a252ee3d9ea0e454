#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "kernels/base/launch.cuh"
#include "kernels/quantise/choose_bins.hpp"
#include "kernels/quantise/cuts.hpp"
#ifdef __CUDACC__
#include "kernels/quantise/sorted_columns_cuda.cuh"
#else
#include "kernels/quantise/sorted_columns_cpu.cuh"
#endif

namespace trainyard::kernels::quantise::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

struct ChooseBins {
  int most;
  std::uint32_t* keys;  ///< `most` per column
  int* counts;          ///< per column

  TRAINYARD_HOST_DEVICE void operator()(std::size_t column, const SortedColumn& sorted) const {
    counts[column] = BinChooser(sorted, most, keys + column * static_cast<std::size_t>(most)).choose();
  }
};

void check_table(MatrixView<const float> x, ColumnView weight, int max_bins) {
  if (max_bins < fewest_bins || max_bins > most_bins) {
    throw std::invalid_argument("find_cuts: max_bins is " + std::to_string(max_bins) + ", outside [" + std::to_string(fewest_bins) + ", " +
                                std::to_string(most_bins) + "]");
  }
  if (weight.size != 0 && weight.size != x.rows) {
    throw std::invalid_argument("find_cuts: " + std::to_string(weight.size) + " weights for " + std::to_string(x.rows) + " rows");
  }
  if (x.rows > std::numeric_limits<std::uint32_t>::max()) {
    throw std::invalid_argument("find_cuts: " + std::to_string(x.rows) + " rows are more than can be numbered in 32 bits");
  }
}

}  // namespace

Cuts find_cuts(const Exec& exec, MatrixView<const float> x, ColumnView weight, int max_bins) {
  check_table(x, weight, max_bins);
  const reduce::FixedScale scale = weight.size == 0 ? reduce::fixed_scale(1.0, x.rows) : reduce::weight_scale(exec, weight);
  const RowWeights weights{weight.size == 0 ? nullptr : weight.data, scale, {std::ilogb(scale.step)}};
  const int most = max_bins - 1;
  Buffer<std::uint32_t> keys(exec, x.columns * static_cast<std::size_t>(most));
  Buffer<int> counts(exec, x.columns);
  if (x.columns > 0) for_each_sorted_column(exec, x, weights, ChooseBins{most, keys.data(), counts.data()});

  Cuts cuts;
  const std::vector<std::uint32_t> chosen = keys.download();
  const std::vector<int> sizes = counts.download();
  for (std::size_t c = 0; c < x.columns; ++c) {
    const std::uint32_t* first = chosen.data() + c * static_cast<std::size_t>(most);
    for (int bin = 0; bin < sizes[c]; ++bin) cuts.lowest.push_back(value_of_key(first[bin]));
    cuts.offsets.push_back(cuts.lowest.size());
  }
  return cuts;
}

}  // namespace trainyard::kernels::quantise::TRAINYARD_BACKEND
