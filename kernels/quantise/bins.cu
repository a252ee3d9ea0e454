#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/quantise/bin_lookup.hpp"
#include "kernels/quantise/bins.hpp"
#include "kernels/quantise/ordered_key.hpp"

namespace trainyard::kernels::quantise::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// Rows of one column that are done together, so that its table stays in the cache.
constexpr std::size_t tile_rows = 4096;

constexpr std::size_t tiles_of(std::size_t rows) { return (rows + tile_rows - 1) / tile_rows; }

// A tile's column, its first row and how many rows it has.
struct Place {
  std::size_t column, first, rows;

  TRAINYARD_DEVICE Place(std::size_t tile, std::size_t all_rows)
      : column(tile / tiles_of(all_rows)), first(tile % tiles_of(all_rows) * tile_rows), rows(all_rows - first) {
    rows = rows < tile_rows ? rows : tile_rows;
  }
};

struct BinsOfTile {
  MatrixView<const float> x;
  const BinLookup* lookups;
  std::uint8_t* bins;

  TRAINYARD_DEVICE void operator()(std::size_t tile, Lanes lanes) const {
    const Place at(tile, x.rows);
    const BinLookup& lookup = lookups[at.column];
    const float* values = x.data + at.column * x.stride + at.first;
    std::uint8_t* out = bins + at.column * x.rows + at.first;
    const bool any = lookup.bins > 0;
    lanes.each_row(at.rows, [&](std::size_t, std::size_t row) {
      const float value = values[row];
      out[row] = any && value == value ? lookup.bin(ordered_key(value)) : missing_bin;
    });
  }
};

// The values of a feature's bins, and NaN for the numbers that are none.
struct BinValues {
  float of[most_bins];
};

struct ValuesOfTile {
  const std::uint8_t* bins;
  const BinValues* values;
  MatrixView<float> x;

  TRAINYARD_DEVICE void operator()(std::size_t tile, Lanes lanes) const {
    const Place at(tile, x.rows);
    const BinValues& value = values[at.column];
    const std::uint8_t* in = bins + at.column * x.rows + at.first;
    float* out = x.data + at.column * x.stride + at.first;
    lanes.each_row(at.rows, [&](std::size_t, std::size_t row) { out[row] = value.of[in[row]]; });
  }
};

void check(const char* what, std::size_t rows, std::size_t columns, const Cuts& cuts, std::size_t bins) {
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
  check("quantise", x.rows, x.columns, cuts, bins.size);
  const Buffer<BinLookup> lookups(exec, bin_lookups(cuts));
  for_each_tile(exec, x.columns * tiles_of(x.rows), BinsOfTile{x, lookups.data(), bins.data});
}

void representatives(const Exec& exec, View<const std::uint8_t> bins, const Cuts& cuts, MatrixView<float> x) {
  check("representatives", x.rows, x.columns, cuts, bins.size);
  std::vector<BinValues> values(cuts.columns());
  for (std::size_t c = 0; c < cuts.columns(); ++c) {
    std::fill(std::begin(values[c].of), std::end(values[c].of), std::numeric_limits<float>::quiet_NaN());
    std::ranges::copy(cuts.of(c), values[c].of);
  }
  const Buffer<BinValues> there(exec, values);
  for_each_tile(exec, x.columns * tiles_of(x.rows), ValuesOfTile{bins.data, there.data(), x});
}

}  // namespace trainyard::kernels::quantise::TRAINYARD_BACKEND
