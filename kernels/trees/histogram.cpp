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

/// Adds a row's gradient to the first `lanes` columns of one block. `slots`: theirs, a byte each. The masks give a slot's offset in bytes.
template <std::size_t lanes>
[[gnu::always_inline]] inline void add_to_block(char* block, const std::uint8_t* slots, Packed gradient) {
  constexpr std::uint32_t mask = 0xff * columns_in_block * sizeof(Packed);
  constexpr unsigned shift = 5;
  static_assert(columns_in_block * sizeof(Packed) == 1U << shift);
  std::uint32_t four = 0;
  std::memcpy(&four, slots, sizeof four);
  *reinterpret_cast<Packed*>(block + ((four << shift) & mask)) += gradient;
  if constexpr (lanes > 1) *reinterpret_cast<Packed*>(block + 8 + ((four >> (8 - shift)) & mask)) += gradient;
  if constexpr (lanes > 2) *reinterpret_cast<Packed*>(block + 16 + ((four >> (16 - shift)) & mask)) += gradient;
  if constexpr (lanes > 3) *reinterpret_cast<Packed*>(block + 24 + ((four >> (24 - shift)) & mask)) += gradient;
}

struct Pass {
  std::span<const std::uint32_t> rows;
  const std::uint8_t* slots;  ///< of the pass's first column in row 0
  std::size_t stride;
  const Packed* gradients;
  Packed sign;
  char* histogram;
  const std::uint32_t* offsets;  ///< of the pass's blocks
};

/// Two rows at a time, so that one's additions go on while the other's wait for a sum that was written just before; unrolled, so that the
/// processor tells columns apart when it foresees such waits.
template <std::size_t columns, std::size_t... block>
void add_pass(const Pass& pass, std::index_sequence<block...>) {
  char* const at[] = {pass.histogram + pass.offsets[block]...};
  const std::size_t count = pass.rows.size();
  for (std::size_t i = 0; i < count; i += 2) {
    for (std::size_t soon = i + ahead; soon < std::min(i + ahead + 2, count); ++soon) {
      __builtin_prefetch(pass.slots + pass.rows[soon] * pass.stride);
      __builtin_prefetch(pass.gradients + pass.rows[soon]);
    }
    const bool both = i + 1 < count;
    const std::size_t one = pass.rows[i], other = pass.rows[both ? i + 1 : i];
    const Packed gradient = pass.sign * pass.gradients[one], other_gradient = both ? pass.sign * pass.gradients[other] : 0;
    const std::uint8_t *const slots = pass.slots + one * pass.stride, *const other_slots = pass.slots + other * pass.stride;
    const auto add = [&]<std::size_t b>() {
      constexpr std::size_t first = b * columns_in_block, lanes = std::min(columns_in_block, columns - first);
      add_to_block<lanes>(at[b], slots + first, gradient);
      add_to_block<lanes>(at[b], other_slots + first, other_gradient);
    };
    (add.template operator()<block>(), ...);
  }
}

template <std::size_t... before>
constexpr auto passes(std::index_sequence<before...>) {
  return std::array<void (*)(const Pass&), sizeof...(before)>{
      [](const Pass& pass) { add_pass<before + 1>(pass, std::make_index_sequence<before / columns_in_block + 1>()); }...};
}

void change(const BinnedRows::Data& data, const HistogramLayout& layout, std::span<const std::uint32_t> rows, const Packed* gradients,
            Packed sign, Packed* histogram) {
  static constexpr auto pass_of = passes(std::make_index_sequence<columns_in_pass>());
  const auto columns = layout.columns();
  if (layout.is_whole()) {
    for (std::size_t c = 0; c < columns.size(); c += columns_in_pass) {
      pass_of[std::min(columns_in_pass, columns.size() - c) - 1]({rows, data.by_row.data() + c, data.stride, gradients, sign,
                                                                  reinterpret_cast<char*>(histogram),
                                                                  layout.offsets().data() + c / columns_in_block});
    }
    return;
  }
  for (const std::uint32_t row : rows) {
    const std::uint8_t* const slots = data.by_row.data() + row * data.stride;
    for (const auto& column : columns) histogram[column.first + columns_in_block * slots[column.position]] += sign * gradients[row];
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
    offsets_.push_back(static_cast<std::uint32_t>(size_ * sizeof(Packed)));
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
