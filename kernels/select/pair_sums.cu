#include "kernels/reduce/sum.cuh"
#include "kernels/reduce/tree_sum.hpp"
#include "kernels/select/pair_sums.hpp"

namespace trainyard::kernels::select::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;
using reduce::tile_rows;
using reduce::TRAINYARD_BACKEND::Add;

namespace {

constexpr std::size_t sums_per_pair = 6;
constexpr std::size_t tiles_at_once = 8;  // 32 columns of so many tiles take 16 MiB

// A run of rows of some columns: centered, 0 where missing, and 1 where there is a value, 0 where not.
struct Filled {
  double* values;
  double* present;
  std::size_t rows;
};

struct FillCell {
  const Centered* columns;
  std::size_t first_row;
  Filled out;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t cell) const {
    const Centered& column = columns[cell / out.rows];
    const double x = static_cast<double>(column.values[first_row + cell % out.rows]) - column.center;
    out.values[cell] = x == x ? x : 0.0;
    out.present[cell] = x == x ? 1.0 : 0.0;
  }
};

// One index is one pair in one tile, tiles outermost: the pairs share the tile's rows of their columns, which stay in the cache. Products
// with 0 and 1 stand for the choice of rows, for a loop with branches would not become vector code.
struct PairTile {
  const Centered* left;
  const Centered* right;
  Filled x, y;
  std::size_t lefts, pairs;
  double* sums;

  TRAINYARD_DEVICE void operator()(std::size_t index, Lanes lanes) const {
    const std::size_t pair = index % pairs;
    const std::size_t first = index / pairs * tile_rows;
    const std::size_t here = x.rows - first < tile_rows ? x.rows - first : tile_rows;
    const std::size_t i = pair % lefts, j = pair / lefts;
    const std::size_t from_x = i * x.rows + first, from_y = j * y.rows + first;
    if (left[i].complete && right[j].complete) {
      write(lanes, index, {.xy = product(lanes, x.values + from_x, y.values + from_y, here)});
    } else {
      write(lanes, index, all_sums(lanes, {x.values + from_x, x.present + from_x, here}, {y.values + from_y, y.present + from_y, here}));
    }
  }

  TRAINYARD_DEVICE static double product(Lanes lanes, const double* a, const double* b, std::size_t here) {
    double xy[Lanes::width] = {};
    lanes.each_row(here, [&](std::size_t slot, std::size_t row) { xy[slot] += a[row] * b[row]; });
    return lanes.join(xy, Add{});
  }

  TRAINYARD_DEVICE static PairSums all_sums(Lanes lanes, Filled a, Filled b) {
    double count[Lanes::width] = {}, sx[Lanes::width] = {}, sy[Lanes::width] = {};
    double sxx[Lanes::width] = {}, syy[Lanes::width] = {}, sxy[Lanes::width] = {};
    lanes.each_row(a.rows, [&](std::size_t slot, std::size_t row) {
      const double u = a.values[row] * b.present[row];
      const double v = b.values[row] * a.present[row];
      count[slot] += a.present[row] * b.present[row];
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

/// Room for a run of rows of some columns.
class FilledRoom {
 public:
  FilledRoom(const Exec& exec, View<const Centered> columns, std::size_t most_rows)
      : exec_(exec), columns_(columns), values_(exec, columns.size * most_rows), present_(exec, columns.size * most_rows) {}

  Filled fill(std::size_t first_row, std::size_t rows) {
    const Filled filled{values_.data(), present_.data(), rows};
    for_each_index(exec_, columns_.size * rows, FillCell{columns_.data, first_row, filled});
    return filled;
  }

 private:
  Exec exec_;
  View<const Centered> columns_;
  Buffer<double> values_, present_;
};

}  // namespace

std::vector<PairSums> pair_sums(const Exec& exec, View<const Centered> left, View<const Centered> right, std::size_t rows) {
  constexpr std::size_t most_rows = tiles_at_once * tile_rows;
  const std::size_t pairs = left.size * right.size;
  const std::size_t values = pairs * sums_per_pair;
  FilledRoom left_room(exec, left, rows < most_rows ? rows : most_rows), right_room(exec, right, rows < most_rows ? rows : most_rows);
  Buffer<double> sums(exec, tiles_at_once * values);
  reduce::TreeSum total;
  for (std::size_t first = 0; first < rows; first += most_rows) {
    const std::size_t here = rows - first < most_rows ? rows - first : most_rows;
    const std::size_t tiles = (here + tile_rows - 1) / tile_rows;
    for_each_tile(
        exec, tiles * pairs,
        PairTile{left.data, right.data, left_room.fill(first, here), right_room.fill(first, here), left.size, pairs, sums.data()});
    for (std::size_t tile = 0; tile < tiles; ++tile) {
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
