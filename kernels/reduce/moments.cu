#include <algorithm>
#include <utility>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/reduce/moments.hpp"
#include "kernels/reduce/tile_moments.cuh"

namespace trainyard::kernels::reduce::TRAINYARD_BACKEND {
namespace {

struct MomentsTile {
  const double* values;
  Moments* tiles;

  TRAINYARD_DEVICE void operator()(std::size_t tile, Lanes lanes) const {
    const Moments result = tile_moments(lanes, values + tile * tile_rows, tile_rows);
    if (lanes.leader()) tiles[tile] = result;
  }
};

}  // namespace

MomentsPartial moments_partial(const Exec& exec, ColumnView values, std::size_t first_row) {
  const std::size_t to_tile = (tile_rows - first_row % tile_rows) % tile_rows;
  const std::size_t head = std::min(to_tile, values.size);
  Buffer<Moments> tiles(exec, (values.size - head) / tile_rows);
  const std::size_t tail = head + tiles.size() * tile_rows;
  for_each_tile(exec, tiles.size(), MomentsTile{values.data + head, tiles.data()});
  return {first_row, download(exec, ColumnView{values.data, head}), tiles.download(),
          download(exec, ColumnView{values.data + tail, values.size - tail})};
}

}  // namespace trainyard::kernels::reduce::TRAINYARD_BACKEND
