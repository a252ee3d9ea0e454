#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/quantise/bin_lookup.hpp"
#include "kernels/quantise/bins.hpp"

namespace trainyard::kernels::quantise::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// Columns one after another, each filled up to whole runs, so that a run lies in one column.
constexpr std::size_t padded(std::size_t rows) { return (rows + run_rows - 1) / run_rows * run_rows; }

struct Place {
  std::size_t column, row, rows;

  TRAINYARD_HOST_DEVICE Place(std::size_t first, std::size_t count, std::size_t all_rows)
      : column(first / padded(all_rows)), row(first % padded(all_rows)), rows(all_rows - row < count ? all_rows - row : count) {}
};

struct BinsOfRun {
  MatrixView<const float> x;
  const BinLookup* lookups;
  std::uint8_t* bins;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t count) const {
    const Place at(first, count, x.rows);
    const BinLookup& lookup = lookups[at.column];
    lookup.find_bins<run_rows>(x.data + at.column * x.stride + at.row, at.rows, bins + at.column * x.rows + at.row);
  }
};

// The values of a feature's bins, and NaN for the numbers that are none.
struct BinValues {
  float of[most_bins];
};

struct ValuesOfRun {
  const std::uint8_t* bins;
  const BinValues* values;
  MatrixView<float> x;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t count) const {
    const Place at(first, count, x.rows);
    const BinValues& value = values[at.column];
    const std::uint8_t* in = bins + at.column * x.rows + at.row;
    float* out = x.data + at.column * x.stride + at.row;
    for (std::size_t i = 0; i < at.rows; ++i) out[i] = value.of[in[i]];
  }
};

void check_sizes(const char* what, std::size_t rows, std::size_t columns, const Cuts& cuts, std::size_t bins) {
  if (columns != cuts.columns()) {
    throw std::invalid_argument(std::string(what) + ": " + std::to_string(columns) + " columns, but cuts for " +
                                std::to_string(cuts.columns()));
  }
  if (bins != rows * columns) {
    throw std::invalid_argument(std::string(what) + ": room for " + std::to_string(bins) + " bins, but " + std::to_string(rows) +
                                " rows of " + std::to_string(columns) + " columns");
  }
}

}  // namespace

void quantise(const Exec& exec, MatrixView<const float> x, const Cuts& cuts, View<std::uint8_t> bins) {
  check_sizes("quantise", x.rows, x.columns, cuts, bins.size);
  const Buffer<BinLookup> lookups(exec, bin_lookups(cuts));
  for_each_run(exec, x.columns * padded(x.rows), BinsOfRun{x, lookups.data(), bins.data});
}

void representatives(const Exec& exec, View<const std::uint8_t> bins, const Cuts& cuts, MatrixView<float> x) {
  check_sizes("representatives", x.rows, x.columns, cuts, bins.size);
  std::vector<BinValues> values(cuts.columns());
  for (std::size_t c = 0; c < cuts.columns(); ++c) {
    std::fill(std::begin(values[c].of), std::end(values[c].of), std::numeric_limits<float>::quiet_NaN());
    std::ranges::copy(cuts.of(c), values[c].of);
  }
  const Buffer<BinValues> there(exec, values);
  for_each_run(exec, x.columns * padded(x.rows), ValuesOfRun{bins.data, there.data(), x});
}

}  // namespace trainyard::kernels::quantise::TRAINYARD_BACKEND
