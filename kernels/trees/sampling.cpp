#include "kernels/trees/sampling.cuh"

#include <algorithm>
#include <array>
#include <cstring>

namespace trainyard::kernels::trees {
namespace {

using kernels::cpu::philox;
using kernels::cpu::PhiloxBlock;

constexpr std::size_t words = 4;         // of a block
constexpr std::size_t rows = 2 * words;  // that a block decides, 16 bits each

constexpr std::size_t blocks_at_once = 128;
using Words = std::array<std::array<std::uint32_t, blocks_at_once>, words>;
/// Bit i of a block's set: whether its row i is drawn.
using Sets = std::array<std::uint32_t, blocks_at_once>;
constexpr std::uint32_t all_rows = (1U << rows) - 1;

using Four = std::uint32_t __attribute__((vector_size(16)));
using FourInts = std::int32_t __attribute__((vector_size(16)));

Four load(const std::uint32_t* from) {
  Four four;
  std::memcpy(&four, from, sizeof four);
  return four;
}

void store(Four four, std::uint32_t* to) { std::memcpy(to, &four, sizeof four); }

/// One array for each of a block's words makes vector code; wide vectors would be slower, for they exchange their halves in every round.
void draw_words(TreeDraws draws, std::size_t first_block, Words& drawn) {
  for (std::size_t block = 0; block < blocks_at_once; ++block) {
    const PhiloxBlock random = philox({{static_cast<std::uint32_t>(first_block + block), draws.tree, 0, cpu::draw_of_rows}}, draws.seed);
    for (std::size_t i = 0; i < words; ++i) drawn[i][block] = random.words[i];
  }
}

void draw_sets(TreeDraws draws, std::size_t first_block, std::int32_t below, Words& drawn, Sets& sets) {
  draw_words(draws, first_block, drawn);
  sets.fill(0);
  for (std::size_t i = 0; i < words; ++i) {
    const Four lower_bit = Four{} + (1U << i), upper_bit = lower_bit << words;
    for (std::size_t block = 0; block < blocks_at_once; block += 4) {
      const Four word = load(&drawn[i][block]);
      const auto lower = (FourInts)(word & 0xffffU) < below, upper = (FourInts)(word >> 16) < below;
      store(load(&sets[block]) | ((Four)lower & lower_bit) | ((Four)upper & upper_bit), &sets[block]);
    }
  }
}

/// A set's members in order, then anything.
struct Members {
  std::array<std::uint32_t, rows> rows_of{};
  std::uint32_t size = 0;
};

constexpr auto members_of = [] {
  std::array<Members, all_rows + 1> all{};
  for (std::uint32_t set = 0; set <= all_rows; ++set) {
    for (std::uint32_t i = 0; i < rows; ++i) {
      if ((set >> i & 1U) != 0) all[set].rows_of[all[set].size++] = i;
    }
  }
  return all;
}();

/// The members of a set of rows that are counted from `row`, and what is behind them.
void put(std::uint32_t set, std::uint32_t row, std::uint32_t* to) {
  for (std::size_t i = 0; i < rows; i += 4) store(load(&members_of[set].rows_of[i]) + row, to + i);
}

}  // namespace

std::size_t sample_rows(TreeDraws draws, float share, std::size_t count, std::uint32_t* drawn, std::uint32_t* others) {
  Words random;
  Sets sets;
  const std::int32_t below = cpu::below_of(share);
  std::size_t taken = 0;
  for (std::size_t row = 0; row < count; row += rows) {
    const std::size_t block = row / rows % blocks_at_once;
    if (block == 0) draw_sets(draws, row / rows, below, random, sets);
    const std::uint32_t set = sets[block];
    if (row + rows <= count) {  // there is room for whole sets, for neither list has more rows than there were
      put(set, static_cast<std::uint32_t>(row), drawn + taken);
      put(all_rows - set, static_cast<std::uint32_t>(row), others + (row - taken));
      taken += members_of[set].size;
      continue;
    }
    for (std::size_t i = row; i < count; ++i) {
      const bool is_drawn = (set >> (i - row) & 1U) != 0;
      (is_drawn ? drawn[taken] : others[i - taken]) = static_cast<std::uint32_t>(i);
      taken += static_cast<std::size_t>(is_drawn);
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
  for (const std::uint32_t column : columns) tickets.push_back({cpu::column_number(draws, place, column), column});
  const auto wanted = static_cast<std::ptrdiff_t>(cpu::wanted_columns(share, columns.size()));
  std::nth_element(tickets.begin(), tickets.begin() + (wanted - 1), tickets.end());
  columns.resize(static_cast<std::size_t>(wanted));
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = tickets[i].column;
  std::ranges::sort(columns);
  return columns;
}

}  // namespace trainyard::kernels::trees
