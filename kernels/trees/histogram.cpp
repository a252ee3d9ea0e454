#include "kernels/trees/histogram.hpp"

#include <algorithm>

namespace trainyard::kernels::trees {
namespace {

template <int sign>
void change(const BinnedRows::Data& data, const HistogramLayout& layout, std::span<const std::uint32_t> rows, const Packed* gradients,
            Packed* histogram) {
  const std::size_t stride = data.features();
  for (const std::uint32_t row : rows) {
    const std::uint8_t* const slots = data.by_row.data() + row * stride;
    const Packed gradient = sign * gradients[row];
    for (const auto& column : layout.columns()) histogram[column.first + HistogramLayout::lanes * slots[column.position]] += gradient;
  }
}

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
    blocks_.push_back({size_, slots});
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

}  // namespace trainyard::kernels::trees
