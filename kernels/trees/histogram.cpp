#include "kernels/trees/histogram.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {
namespace {

// So many rows ahead their numbers are known; of a node's rows few lie side by side.
constexpr std::size_t ahead = 16;

constexpr std::size_t columns_in_block = HistogramLayout::lanes;
// So many columns are added in one go through the rows: 4 blocks of 256 slots fill the first cache of 32 KiB.
constexpr std::size_t columns_in_pass = 16;
// And so many rows, whose slots stay in the second cache until the next columns are added.
constexpr std::size_t rows_in_pass = 2048;

struct Pass {
  std::span<const std::uint32_t> rows;
  const std::uint8_t* slots;  ///< in row 0: of the first column where they lie one after the other, else of the table's first
  std::size_t stride;
  const Packed* gradients;
  Packed sign;
  Packed* histogram;
  const HistogramLayout::Column* columns;
  const HistogramLayout::Block* blocks;
};

/// Adds a row's gradient to one block of a pass of so many columns. Slots that lie together are loaded together, for loads and stores bound
/// the speed, and a mask makes bytes from the block's beginning of each.
template <bool is_whole, std::size_t columns_of_pass, std::size_t block>
[[gnu::always_inline]] inline void add_to_block(const HistogramLayout::Column* columns, char* sums, const std::uint8_t* slots,
                                                Packed gradient) {
  constexpr std::size_t first = block * columns_in_block, lanes = std::min(columns_in_block, columns_of_pass - first);
  constexpr unsigned shift = 5;
  static_assert(columns_in_block * sizeof(Packed) == 1U << shift);
  std::uint32_t four = 0;
  if constexpr (is_whole) std::memcpy(&four, slots + first, sizeof four);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const std::size_t offset = is_whole ? (lane == 0 ? four << shift : four >> (8 * lane - shift)) & 0xffU << shift
                                        : std::size_t{slots[columns[first + lane].position]} << shift;
    *reinterpret_cast<Packed*>(sums + lane * sizeof(Packed) + offset) += gradient;
  }
}

/// Two rows at a time, so that one's additions go on while the other's wait for a sum that was written just before; unrolled, so that the
/// processor tells columns apart when it foresees such waits.
template <bool is_whole, std::size_t columns, std::size_t... block>
void add_pass(const Pass& pass, std::index_sequence<block...>) {
  char* const at[] = {reinterpret_cast<char*>(pass.histogram + pass.blocks[block].first)...};
  const std::size_t count = pass.rows.size();
  for (std::size_t i = 0; i < count; i += 2) {
    if (i + ahead + 1 < count) {
      for (const std::size_t row : {pass.rows[i + ahead], pass.rows[i + ahead + 1]}) {
        __builtin_prefetch(pass.slots + row * pass.stride);
        __builtin_prefetch(pass.gradients + row);
      }
    }
    const bool both = i + 1 < count;
    const std::size_t one = pass.rows[i], other = pass.rows[both ? i + 1 : i];
    const Packed gradient = pass.sign * pass.gradients[one], other_gradient = both ? pass.sign * pass.gradients[other] : 0;
    const std::uint8_t *const slots = pass.slots + one * pass.stride, *const other_slots = pass.slots + other * pass.stride;
    ((add_to_block<is_whole, columns, block>(pass.columns, at[block], slots, gradient),
      add_to_block<is_whole, columns, block>(pass.columns, at[block], other_slots, other_gradient)),
     ...);
  }
}

template <bool is_whole, std::size_t columns>
void add_columns(const Pass& pass) {
  add_pass<is_whole, columns>(pass, std::make_index_sequence<(columns + columns_in_block - 1) / columns_in_block>());
}

template <bool is_whole, std::size_t... before>
void add_some(std::size_t columns, const Pass& pass, std::index_sequence<before...>) {
  static constexpr std::array passes = {add_columns<is_whole, before + 1>...};
  passes[columns - 1](pass);
}

void change(const BinnedRows::Data& data, const HistogramLayout& layout, std::span<const std::uint32_t> rows, const Packed* gradients,
            Packed sign, Packed* histogram) {
  constexpr auto numbers = std::make_index_sequence<columns_in_pass>();
  const auto columns = layout.columns();
  const auto add = [&](std::span<const std::uint32_t> some_rows, std::size_t c) {
    const std::uint8_t* const slots = data.by_row.data() + (layout.is_whole() ? c : 0);
    const Pass pass{some_rows, slots, data.stride, gradients, sign, histogram, &columns[c], &layout.blocks()[c / columns_in_block]};
    const std::size_t some = std::min(columns_in_pass, columns.size() - c);
    layout.is_whole() ? add_some<true>(some, pass, numbers) : add_some<false>(some, pass, numbers);
  };
  for (std::size_t i = 0; i < rows.size(); i += rows_in_pass) {
    for (std::size_t c = 0; c < columns.size(); c += columns_in_pass) add(rows.subspan(i, std::min(rows_in_pass, rows.size() - i)), c);
  }
}

struct Subtract {
  const Packed* less;
  Packed* histogram;

  void operator()(std::size_t first, std::size_t count) const {
    for (std::size_t i = first; i < first + count; ++i) histogram[i] -= less[i];
  }
};

}  // namespace

HistogramLayout::HistogramLayout(const BinnedRows::Data& rows, std::span<const std::uint32_t> features) {
  columns_.reserve(features.size());
  for (const std::uint32_t feature : features) {
    const std::uint32_t bins = rows.bins(feature);
    if (bins > 0) columns_.push_back({feature, rows.positions[feature], bins, rows.slots[feature] > bins, 0});
  }
  std::ranges::sort(columns_, {}, &Column::position);
  for (std::size_t first = 0; first < columns_.size(); first += lanes) {
    std::size_t slots = 0;
    for (std::size_t c = first; c < std::min(first + lanes, columns_.size()); ++c) {
      columns_[c].first = size_ + c - first;
      slots = std::max<std::size_t>(slots, rows.slots[columns_[c].feature]);
    }
    slots += slots % 2;
    blocks_.push_back({size_, slots});
    size_ += lanes * slots;
  }
}

void add_rows(const BinnedRows::Data& data, const HistogramLayout& layout, std::span<const std::uint32_t> rows, const Packed* gradients,
              Packed* histogram) {
  change(data, layout, rows, gradients, 1, histogram);
}

void take_rows(const BinnedRows::Data& data, const HistogramLayout& layout, std::span<const std::uint32_t> rows, const Packed* gradients,
               Packed* histogram) {
  change(data, layout, rows, gradients, -1, histogram);
}

void subtract(const Packed* less, std::size_t size, Packed* histogram) { run(Subtract{less, histogram}, size); }

}  // namespace trainyard::kernels::trees
