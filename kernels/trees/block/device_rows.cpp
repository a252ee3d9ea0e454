#include "kernels/trees/block/device_rows.hpp"

#include <vector>

#include "kernels/base/device_error.hpp"
#include "kernels/trees/block/memory.hpp"

namespace trainyard::kernels::trees::block {
namespace {

Memory copied(const Exec& exec, std::span<const std::uint8_t> bytes) {
  Memory memory(exec, bytes.size());
  memory.copy_from_host(bytes.data(), bytes.size(), 0);
  return memory;
}

std::vector<Column> columns_of(const BinnedRows::Data& data) {
  std::vector<Column> columns;
  for (std::size_t f = 0; f < data.features(); ++f) columns.push_back({.position = data.positions[f], .bins = data.bins(f)});
  return columns;
}

}  // namespace

DeviceRows::DeviceRows(const Exec& exec, const BinnedRows::Data& data)
    : rows_(static_cast<std::uint32_t>(data.rows)),
      stride_(static_cast<std::uint32_t>(data.stride)),
      by_row_(copied(exec, data.by_row)),
      by_column_(copied(exec, data.by_column)),
      columns_(exec, std::span<const Column>(columns_of(data))) {}

Rows DeviceRows::view() const {
  return {.by_row = static_cast<const std::uint8_t*>(by_row_.data()),
          .by_column = static_cast<const std::uint8_t*>(by_column_.data()),
          .columns = columns_.data(),
          .rows = rows_,
          .stride = stride_,
          .features = static_cast<std::uint32_t>(columns_.size())};
}

std::shared_ptr<const DeviceRows> on_device(const Exec& exec, const BinnedRows& rows) {
  const BinnedRows::Data& data = rows.data();
  const std::scoped_lock lock(data.copying);
  if (data.copy != nullptr && data.copy->exec().name() == exec.name()) return data.copy;
  try {
    data.copy = std::make_shared<DeviceRows>(exec, data);
  } catch (const DeviceOutOfMemory&) {
    release_unused();
    data.copy = std::make_shared<DeviceRows>(exec, data);
  }
  return data.copy;
}

}  // namespace trainyard::kernels::trees::block
