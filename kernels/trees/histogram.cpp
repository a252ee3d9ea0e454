#include "kernels/trees/histogram.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {
namespace {

// So many rows ahead their numbers are known; of a node's rows few lie side by side.
constexpr std::size_t ahead = 16;

constexpr std::size_t columns_in_block = HistogramLayout::lanes;

/// Adds a row's gradient to one block. `four`: its slots, a byte each. The masks give a slot's offset in bytes.
inline void add_four(char* block, std::uint32_t four, Packed gradient) {
  constexpr std::uint32_t mask = 0xff * columns_in_block * sizeof(Packed);
  constexpr unsigned shift = 5;
  static_assert(columns_in_block * sizeof(Packed) == 1U << shift);
  *reinterpret_cast<Packed*>(block + ((four << shift) & mask)) += gradient;
  *reinterpret_cast<Packed*>(block + 8 + ((four >> (8 - shift)) & mask)) += gradient;
  *reinterpret_cast<Packed*>(block + 16 + ((four >> (16 - shift)) & mask)) += gradient;
  *reinterpret_cast<Packed*>(block + 24 + ((four >> (24 - shift)) & mask)) += gradient;
}

template <int sign>
void change(const BinnedRows::Data& data, const HistogramLayout& layout, std::span<const std::uint32_t> rows, const Packed* gradients,
            Packed* histogram) {
  const std::size_t stride = data.stride, count = rows.size();
  const auto columns = layout.columns();
  const auto offsets = layout.offsets();
  const std::size_t whole = layout.is_whole() ? columns.size() / columns_in_block : 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i + ahead < count) {
      __builtin_prefetch(data.by_row.data() + rows[i + ahead] * stride);
      __builtin_prefetch(gradients + rows[i + ahead]);
    }
    const std::uint8_t* const slots = data.by_row.data() + rows[i] * stride;
    const Packed gradient = sign * gradients[rows[i]];
    for (std::size_t b = 0; b < whole; ++b) {
      std::uint32_t four = 0;
      std::memcpy(&four, slots + columns_in_block * b, sizeof four);
      add_four(reinterpret_cast<char*>(histogram) + offsets[b], four, gradient);
    }
    for (std::size_t c = whole * columns_in_block; c < columns.size(); ++c)
      histogram[columns[c].first + columns_in_block * slots[columns[c].position]] += gradient;
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
  change<1>(data, layout, rows, gradients, histogram);
}

void take_rows(const BinnedRows::Data& data, const HistogramLayout& layout, std::span<const std::uint32_t> rows, const Packed* gradients,
               Packed* histogram) {
  change<-1>(data, layout, rows, gradients, histogram);
}

void subtract(const Packed* less, std::size_t size, Packed* histogram) { run(Subtract{less, histogram}, size); }

}  // namespace trainyard::kernels::trees
