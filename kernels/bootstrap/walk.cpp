#include "kernels/bootstrap/walk.hpp"

#include <algorithm>
#include <limits>

#include "kernels/base/launch.cuh"
#include "kernels/bootstrap/counts.cuh"

namespace trainyard::kernels::bootstrap {
namespace {

constexpr std::size_t walk_tile = 64;  // their counts are in the first cache
constexpr std::size_t batch_width = cpu::batch_replicates;
static_assert(batch_width == std::tuple_size_v<PerReplicate>);

/// Rows first … first + rows - 1 of the walk.
struct Tile {
  std::size_t first = 0;
  std::size_t rows = 0;
  PerReplicate counts[walk_tile];  // times the rows' weights
};

void draw_row(std::uint64_t seed, std::uint64_t position, std::uint32_t batch, double weight, PerReplicate& out) {
  std::uint32_t words[4][cpu::batch_blocks];
#pragma omp simd
  for (std::uint32_t lane = 0; lane < cpu::batch_blocks; ++lane) {
    const auto block = cpu::counts_block(seed, position, batch * static_cast<std::uint32_t>(cpu::batch_blocks) + lane);
    for (std::size_t w = 0; w < 4; ++w) words[w][lane] = block.words[w];
  }
  const std::uint32_t* uniform = words[0];
#pragma omp simd
  for (std::size_t r = 0; r < batch_width; ++r) {
    out[r] = static_cast<double>(cpu::poisson_count(uniform[r])) * weight;
  }
}

void draw_tile(const Walk& walk, std::uint64_t seed, std::uint32_t batch, std::size_t first, Tile& tile) {
  tile.first = first;
  tile.rows = std::min(walk_tile, walk.rows - first);
  for (std::size_t i = 0; i < tile.rows; ++i) {
    const std::uint64_t position = walk.positions.empty() ? first + i : walk.positions[first + i];
    draw_row(seed, position, batch, walk.weight.empty() ? 1.0 : walk.weight[first + i], tile.counts[i]);
  }
}

void add(PerReplicate& to, const PerReplicate& values) {
  for (std::size_t r = 0; r < batch_width; ++r) to[r] += values[r];
}

void add_terms(const Tile& tile, const std::vector<double>& terms, PerReplicate& sum) {
  PerReplicate here = {};
  for (std::size_t i = 0; i < tile.rows; ++i) {
    const double term = terms[tile.first + i];
    for (std::size_t r = 0; r < batch_width; ++r) here[r] += tile.counts[i][r] * term;
  }
  add(sum, here);
}

/// The rows of one score, or those so far.
struct Group {
  PerReplicate of_class = {}, of_others = {};
  bool has_class = false, has_others = false;
};

void close_group(Group& group, Tallies& to) {
  if (group.has_others) {
    for (std::size_t r = 0; r < batch_width; ++r) to.wins[r] += group.of_others[r] * (2.0 * to.of_class[r] + group.of_class[r]);
    add(to.of_others, group.of_others);
  }
  if (group.has_class) {
    add(to.of_class, group.of_class);
    for (std::size_t r = 0; r < batch_width; ++r) {
      const double all = to.of_class[r] + to.of_others[r];
      to.precisions[r] += group.of_class[r] * (to.of_class[r] / (all > 0.0 ? all : 1.0));
    }
  }
  group = {};
}

void add_scores(const Tile& tile, const std::vector<std::uint8_t>& marks, Group& group, Tallies& to) {
  for (std::size_t i = 0; i < tile.rows; ++i) {
    const std::uint8_t mark = marks[tile.first + i];
    if ((mark & first_of_score) != 0) close_group(group, to);
    if ((mark & of_the_class) != 0) {
      add(group.of_class, tile.counts[i]);
      group.has_class = true;
    } else {
      add(group.of_others, tile.counts[i]);
      group.has_others = true;
    }
  }
}

struct Go {
  const Walk& walk;
  std::uint64_t seed;
  std::uint32_t batch;
  Tallies& to;
  std::vector<PerReplicate>& through;  // of a walk by rising term: the weight up to and with each tile

  void operator()(std::size_t, std::size_t) const {
    Tile tile;
    Group group;
    for (std::size_t first = 0; first < walk.rows; first += walk_tile) {
      draw_tile(walk, seed, batch, first, tile);
      PerReplicate here = {};
      for (std::size_t i = 0; i < tile.rows; ++i) add(here, tile.counts[i]);
      add(to.weight, here);
      for (std::size_t k = 0; k < walk.terms.size(); ++k) add_terms(tile, walk.terms[k], to.terms[k]);
      if (!walk.cells.empty()) {
        for (std::size_t i = 0; i < tile.rows; ++i) add(to.cells[walk.cells[first + i]], tile.counts[i]);
      }
      if (!walk.marks.empty()) add_scores(tile, walk.marks, group, to);
      if (!walk.rising.empty()) through[first / walk_tile] = to.weight;
    }
    close_group(group, to);
  }
};

/// The rows of a walk by rising term as one replicate has them; tiles are drawn again.
class OneReplicate {
 public:
  OneReplicate(const Walk& walk, std::uint64_t seed, std::uint32_t batch, std::size_t replicate)
      : walk_(walk), seed_(seed), batch_(batch), replicate_(replicate) {}

  /// Of the last row that has a weight. Precondition: there is one.
  double largest() {
    std::size_t row = walk_.rows - 1;
    while (weight(row) == 0.0) --row;
    return walk_.rising[row];
  }

  /// `through`: the weight up to and with each tile. Where a row ends half of it, to a rounding (as median_absolute_error.cu has it),
  /// halfway to the next that has a weight.
  double median(const std::vector<PerReplicate>& through) {
    const double all = through.back()[replicate_];
    const double rounding = all * 0x1p-42;
    const auto reaches = [&](const PerReplicate& sum) { return sum[replicate_] >= 0.5 * all - rounding; };
    const auto tile = std::ranges::find_if(through, reaches);
    double sum = tile == through.begin() ? 0.0 : (tile - 1)->at(replicate_);
    auto row = static_cast<std::size_t>(tile - through.begin()) * walk_tile;
    while (row + 1 < walk_.rows && (sum += weight(row)) < 0.5 * all - rounding) ++row;
    const double low = walk_.rising[row];
    if (sum > 0.5 * all + rounding || row + 1 == walk_.rows) return low;
    for (++row; row + 1 < walk_.rows && weight(row) == 0.0; ++row) {
    }
    return 0.5 * (low + walk_.rising[row]);
  }

 private:
  double weight(std::size_t row) {
    const std::size_t first = row / walk_tile * walk_tile;
    if (tile_.rows == 0 || tile_.first != first) draw_tile(walk_, seed_, batch_, first, tile_);
    return tile_.counts[row - first][replicate_];
  }

  const Walk& walk_;
  std::uint64_t seed_;
  std::uint32_t batch_;
  std::size_t replicate_;
  Tile tile_;
};

}  // namespace

Tallies walk_batch(const Walk& walk, std::uint64_t seed, std::uint32_t batch) {
  Tallies tallies;
  tallies.terms.resize(walk.terms.size());
  tallies.cells.resize(walk.cell_count);
  std::vector<PerReplicate> through(walk.rising.empty() ? 0 : (walk.rows + walk_tile - 1) / walk_tile);
  const Go go{walk, seed, batch, tallies, through};
  cpu::has_wide_vectors() ? cpu::with_wide_vectors(go, 0, walk.rows) : go(0, walk.rows);
  if (walk.rising.empty()) return tallies;
  for (std::size_t r = 0; r < batch_width; ++r) {
    OneReplicate rows(walk, seed, batch, r);
    const bool any = tallies.weight[r] > 0.0;
    tallies.largest[r] = any ? rows.largest() : std::numeric_limits<double>::quiet_NaN();
    tallies.median[r] = any ? rows.median(through) : std::numeric_limits<double>::quiet_NaN();
  }
  return tallies;
}

}  // namespace trainyard::kernels::bootstrap
