// Binned rows on a device, for all boosters there.
#pragma once

#include <memory>

#include "kernels/base/buffer.hpp"
#include "kernels/trees/binned_rows.hpp"
#include "kernels/trees/block/task.hpp"

namespace trainyard::kernels::trees::block {

class DeviceRows {
 public:
  DeviceRows(const Exec& exec, const BinnedRows::Data& data);

  [[nodiscard]] const Exec& exec() const noexcept { return by_row_.exec(); }
  [[nodiscard]] Rows view() const;

 private:
  std::uint32_t rows_, stride_;
  Memory by_row_, by_column_;
  Buffer<Column> columns_;
};

/// The copy that was made before, on the same device, else a new one.
std::shared_ptr<const DeviceRows> on_device(const Exec& exec, const BinnedRows& rows);

}  // namespace trainyard::kernels::trees::block
