#include "kernels/trees/sampling.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/base/philox.cuh"
#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {
namespace {

using kernels::cpu::philox;
using kernels::cpu::PhiloxBlock;

constexpr std::size_t words = 4;  // of a block
// The last word of a counter says what is drawn.
constexpr std::uint32_t of_rows = 0, of_columns = 1;

/// is_drawn[i] = whether row 4 * first_block + i is, for four rows per block.
struct DrawRows {
  TreeDraws draws;
  std::uint64_t below;  ///< of 2^32
  std::size_t first_block;
  std::uint8_t* is_drawn;

  void operator()(std::size_t first, std::size_t blocks) const {
    for (std::size_t block = first; block < first + blocks; ++block) {
      const PhiloxBlock random = philox({{static_cast<std::uint32_t>(first_block + block), draws.tree, 0, of_rows}}, draws.seed);
      for (std::size_t i = 0; i < words; ++i) is_drawn[block * words + i] = random.words[i] < below ? 1 : 0;
    }
  }
};

}  // namespace

std::size_t sample_rows(TreeDraws draws, float share, std::size_t count, std::uint32_t* drawn, std::uint32_t* others) {
  constexpr std::size_t blocks_at_once = 256;
  std::uint8_t is_drawn[blocks_at_once * words];
  const auto below = static_cast<std::uint64_t>(std::ldexp(static_cast<double>(share), 32));
  std::size_t taken = 0, left = 0;
  for (std::size_t block = 0; block * words < count; block += blocks_at_once) {
    const std::size_t first = block * words, some = std::min(blocks_at_once * words, count - first);
    run(DrawRows{draws, below, block, is_drawn}, (some + words - 1) / words);
    for (std::size_t i = 0; i < some; ++i) {
      drawn[taken] = others[left] = static_cast<std::uint32_t>(first + i);
      taken += is_drawn[i];
      left += 1U - is_drawn[i];
    }
  }
  return taken;
}

std::vector<std::uint32_t> sample_columns(TreeDraws draws, std::uint64_t place, float share, std::vector<std::uint32_t> columns) {
  if (share >= 1.0F) return columns;
  struct Ticket {
    std::uint64_t number;
    std::uint32_t column;
    bool operator<(const Ticket& other) const { return number != other.number ? number < other.number : column < other.column; }
  };
  std::vector<Ticket> tickets;
  tickets.reserve(columns.size());
  for (const std::uint32_t column : columns) {
    // Columns are fewer than 2^16.
    const PhiloxBlock counter{
        {static_cast<std::uint32_t>(place), draws.tree, static_cast<std::uint32_t>(place >> 32), of_columns | column << 8}};
    const PhiloxBlock random = philox(counter, draws.seed);
    tickets.push_back({std::uint64_t{random.words[0]} << 32 | random.words[1], column});
  }
  const auto wanted = static_cast<std::ptrdiff_t>(std::max(1.0F, std::floor(share * static_cast<float>(columns.size()))));
  std::nth_element(tickets.begin(), tickets.begin() + (wanted - 1), tickets.end());
  columns.resize(static_cast<std::size_t>(wanted));
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = tickets[i].column;
  std::ranges::sort(columns);
  return columns;
}

}  // namespace trainyard::kernels::trees
