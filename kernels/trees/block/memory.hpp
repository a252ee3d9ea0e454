// Memory for boosters on a device.
#pragma once

#include <cstddef>

#include "kernels/base/buffer.hpp"

namespace trainyard::kernels::trees::block {

/// What a booster gives back serves the next: a device allocates and frees only when nothing runs there.
class PooledMemory {
 public:
  /// What is done where the device is full. Who has memory there already must not wait: all could.
  enum class IfFull { wait, take_of_both };

  /// Waits until another booster gives memory back, so that the memory decides how many train at once, or takes memory of both, which is
  /// slower. Throws DeviceOutOfMemory when no other has any, or when there is none of both.
  PooledMemory(const Exec& exec, std::size_t bytes, Memory::Kind kind, IfFull if_full = IfFull::wait);
  PooledMemory(const PooledMemory&) = delete;
  PooledMemory& operator=(const PooledMemory&) = delete;
  ~PooledMemory();

  [[nodiscard]] std::byte* data() const noexcept { return static_cast<std::byte*>(memory_.data()); }
  [[nodiscard]] Memory& memory() noexcept { return memory_; }
  [[nodiscard]] const Memory& memory() const noexcept { return memory_; }

 private:
  Memory memory_;
};

/// Gives what serves nobody now back to the device.
void release_unused();

/// Arrays one behind the other, aligned to 256 bytes: counted, where there is no memory yet, or given out.
class Arrays {
 public:
  Arrays() = default;
  explicit Arrays(std::byte* memory) : memory_(memory) {}

  template <class T>
  T* next(std::size_t count) {
    constexpr std::size_t alignment = 256;
    std::byte* const here = memory_ == nullptr ? nullptr : memory_ + size_;
    size_ += (count * sizeof(T) + alignment - 1) / alignment * alignment;
    return reinterpret_cast<T*>(here);
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  std::byte* memory_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace trainyard::kernels::trees::block
