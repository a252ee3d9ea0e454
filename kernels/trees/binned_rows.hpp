// What a booster reads of a table's rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "kernels/base/pages.hpp"
#include "kernels/trees/boost.hpp"

namespace trainyard::kernels::trees {

namespace block {
class DeviceRows;
}

/// Each value as a slot: its bin, and for a missing value the number behind the feature's last bin. Twice: column after column, as rows
/// are divided, and row after row, as histograms are built and rows walk down a tree. In a row the features stand at positions of their
/// own, those of many slots first, so that neighbours in a histogram are alike.
struct BinnedRows::Data {
  quantise::Cuts cuts;
  std::size_t rows = 0;
  std::size_t stride = 0;                                            ///< from row to row: a multiple of 16, for rows are read in vectors
  std::vector<std::uint32_t> slots;                                  ///< per feature: its bins, and one more where a value is missing
  std::vector<std::uint32_t> positions;                              ///< per feature
  std::vector<std::uint8_t, PageAllocator<std::uint8_t>> by_column;  ///< [feature * rows + row]
  std::vector<std::uint8_t, PageAllocator<std::uint8_t>> by_row;     ///< [row * stride + position]
  mutable std::mutex copying;
  mutable std::shared_ptr<const block::DeviceRows> copy;  ///< on a device, where there is one

  [[nodiscard]] std::size_t features() const { return cuts.columns(); }
  [[nodiscard]] std::uint32_t bins(std::size_t feature) const { return static_cast<std::uint32_t>(cuts.of(feature).size()); }
  [[nodiscard]] const std::uint8_t* column(std::size_t feature) const { return by_column.data() + feature * rows; }
};

}  // namespace trainyard::kernels::trees
