#include "kernels/trees/sampling.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/base/philox.cuh"

namespace trainyard::kernels::trees {
namespace {

using kernels::cpu::philox;
using kernels::cpu::PhiloxBlock;

constexpr std::size_t words = 4;  // of a block
// The last word of a counter says what is drawn.
constexpr std::uint32_t of_rows = 0, of_columns = 1;

constexpr std::size_t blocks_at_once = 256;
using Words = std::array<std::array<std::uint32_t, blocks_at_once>, words>;

/// Word i % 4 of block i / 4 is row i's; the rows are counted from 4 * first_block. One array for each of a block's words makes vector
/// code; wide vectors would be slower, for they exchange their halves in every round.
void draw_words(TreeDraws draws, std::size_t first_block, std::size_t blocks, Words& drawn) {
  for (std::size_t block = 0; block < blocks; ++block) {
    const PhiloxBlock random = philox({{static_cast<std::uint32_t>(first_block + block), draws.tree, 0, of_rows}}, draws.seed);
    for (std::size_t i = 0; i < words; ++i) drawn[i][block] = random.words[i];
  }
}

}  // namespace

std::size_t sample_rows(TreeDraws draws, float share, std::size_t count, std::uint32_t* drawn, std::uint32_t* others) {
  Words random;
  const auto below = static_cast<std::uint64_t>(std::ldexp(static_cast<double>(share), 32));
  std::size_t taken = 0, left = 0;
  for (std::size_t block = 0; block * words < count; block += blocks_at_once) {
    const std::size_t first = block * words, some = std::min(blocks_at_once * words, count - first);
    draw_words(draws, block, (some + words - 1) / words, random);
    for (std::size_t i = 0; i < some; ++i) {
      drawn[taken] = others[left] = static_cast<std::uint32_t>(first + i);
      const bool is_drawn = random[i % words][i / words] < below;
      taken += static_cast<std::size_t>(is_drawn);
      left += static_cast<std::size_t>(!is_drawn);
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
