#include "kernels/reduce/sum.cuh"
#include "kernels/reduce/tree_sum.hpp"
#include "kernels/select/pair_sums.hpp"

namespace trainyard::kernels::select::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;
using reduce::tile_rows;
using reduce::TRAINYARD_BACKEND::Add;

namespace {

constexpr std::size_t sums_per_pair = 6;
constexpr std::size_t tiles_at_once = 64;

// One index is one pair in one tile, tiles outermost: the pairs share the tile's rows of their columns, which stay in the cache.
struct PairTile {
  const Centered* left;
  const Centered* right;
  std::size_t lefts, pairs, rows, first_tile;
  double* sums;

  TRAINYARD_DEVICE void operator()(std::size_t index, Lanes lanes) const {
    const std::size_t pair = index % pairs;
    const std::size_t first = (first_tile + index / pairs) * tile_rows;
    const std::size_t here = rows - first < tile_rows ? rows - first : tile_rows;
    Centered x = left[pair % lefts];
    Centered y = right[pair / lefts];
    x.values += first;
    y.values += first;
    if (x.complete && y.complete) {
      write(lanes, index, {.xy = product(lanes, x, y, here)});
    } else {
      write(lanes, index, all_sums(lanes, x, y, here));
    }
  }

  TRAINYARD_DEVICE static double product(Lanes lanes, Centered x, Centered y, std::size_t here) {
    double xy[Lanes::width] = {};
    lanes.each_row(here, [&](std::size_t slot, std::size_t row) {
      xy[slot] += (static_cast<double>(x.values[row]) - x.center) * (static_cast<double>(y.values[row]) - y.center);
    });
    return lanes.join(xy, Add{});
  }

  TRAINYARD_DEVICE static PairSums all_sums(Lanes lanes, Centered x, Centered y, std::size_t here) {
    double count[Lanes::width] = {}, sx[Lanes::width] = {}, sy[Lanes::width] = {};
    double sxx[Lanes::width] = {}, syy[Lanes::width] = {}, sxy[Lanes::width] = {};
    lanes.each_row(here, [&](std::size_t slot, std::size_t row) {
      const double a = static_cast<double>(x.values[row]) - x.center;
      const double b = static_cast<double>(y.values[row]) - y.center;
      const double both = a + b;
      const bool present = both == both;
      const double u = present ? a : 0.0;
      const double v = present ? b : 0.0;
      count[slot] += present ? 1.0 : 0.0;
      sx[slot] += u;
      sy[slot] += v;
      sxx[slot] += u * u;
      syy[slot] += v * v;
      sxy[slot] += u * v;
    });
    return {.count = lanes.join(count, Add{}),
            .x = lanes.join(sx, Add{}),
            .y = lanes.join(sy, Add{}),
            .xx = lanes.join(sxx, Add{}),
            .yy = lanes.join(syy, Add{}),
            .xy = lanes.join(sxy, Add{})};
  }

  TRAINYARD_DEVICE void write(Lanes lanes, std::size_t index, const PairSums& found) const {
    if (!lanes.leader()) return;
    double* out = sums + index * sums_per_pair;
    out[0] = found.count;
    out[1] = found.x;
    out[2] = found.y;
    out[3] = found.xx;
    out[4] = found.yy;
    out[5] = found.xy;
  }
};

}  // namespace

std::vector<PairSums> pair_sums(const Exec& exec, View<const Centered> left, View<const Centered> right, std::size_t rows) {
  const std::size_t pairs = left.size * right.size;
  const std::size_t values = pairs * sums_per_pair;
  const std::size_t tiles = (rows + tile_rows - 1) / tile_rows;
  Buffer<double> sums(exec, (tiles < tiles_at_once ? tiles : tiles_at_once) * values);
  reduce::TreeSum total;
  for (std::size_t first = 0; first < tiles; first += tiles_at_once) {
    const std::size_t here = tiles - first < tiles_at_once ? tiles - first : tiles_at_once;
    for_each_tile(exec, here * pairs, PairTile{left.data, right.data, left.size, pairs, rows, first, sums.data()});
    for (std::size_t tile = 0; tile < here; ++tile) {
      std::vector<double> of_tile(values);
      sums.download(of_tile, tile * values);
      total.add(std::move(of_tile));
    }
  }
  const std::vector<double> found = total.finish(values);
  std::vector<PairSums> result;
  for (const double* s = found.data(); s != found.data() + found.size(); s += sums_per_pair) {
    result.push_back({s[0], s[1], s[2], s[3], s[4], s[5]});
  }
  return result;
}

}  // namespace trainyard::kernels::select::TRAINYARD_BACKEND
