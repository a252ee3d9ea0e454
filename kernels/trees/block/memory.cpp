#include "kernels/trees/block/memory.hpp"

#include <algorithm>
#include <bit>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "kernels/base/device_error.hpp"

namespace trainyard::kernels::trees::block {
namespace {

/// Sizes in steps of an eighth to a quarter, so that what is given back fits often.
std::size_t in_steps(std::size_t bytes) {
  const std::size_t step = std::max<std::size_t>(std::bit_floor(bytes) / 8, 256);
  return (bytes + step - 1) / step * step;
}

class MemoryPool {
 public:
  Memory take(const Exec& exec, std::size_t bytes, Memory::Kind kind, PooledMemory::IfFull if_full) {
    std::unique_lock lock(mutex_);
    for (;;) {
      const auto fits = [&](const Memory& memory) {
        return memory.bytes() == bytes && memory.kind() == kind && memory.exec().name() == exec.name();
      };
      if (const auto found = std::ranges::find_if(unused_, fits); found != unused_.end()) {
        Memory memory = std::move(*found);
        unused_.erase(found);
        ++used(kind);
        return memory;
      }
      try {
        Memory memory(exec, bytes, kind);
        ++used(kind);
        return memory;
      } catch (const DeviceOutOfMemory&) {
        const bool is_hopeless = kind == Memory::Kind::of_both || (used(kind) == 0 && if_full == PooledMemory::IfFull::wait);
        if (!unused_.empty()) {
          unused_.clear();
        } else if (is_hopeless) {
          throw;
        } else if (if_full == PooledMemory::IfFull::take_of_both) {
          kind = Memory::Kind::of_both;
        } else {
          changed_.wait(lock);
        }
      }
    }
  }

  void release_unused() {
    const std::scoped_lock lock(mutex_);
    unused_.clear();
  }

  void give_back(Memory memory) noexcept {
    const std::scoped_lock lock(mutex_);
    --used(memory.kind());
    unused_.push_back(std::move(memory));
    if (used(Memory::Kind::of_device) == 0) unused_.clear();  // a search is over, or a model's own training is next
    changed_.notify_all();
  }

 private:
  std::size_t& used(Memory::Kind kind) { return used_[kind == Memory::Kind::of_both ? 1 : 0]; }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Memory> unused_;
  std::size_t used_[2] = {0, 0};
};

// Never destroyed: at the end of the program the device's library may be gone before it.
MemoryPool& pool() {
  static auto* const all = new MemoryPool;
  return *all;
}

}  // namespace

PooledMemory::PooledMemory(const Exec& exec, std::size_t bytes, Memory::Kind kind, IfFull if_full)
    : memory_(pool().take(exec, in_steps(bytes), kind, if_full)) {}

PooledMemory::~PooledMemory() { pool().give_back(std::move(memory_)); }

void release_unused() { pool().release_unused(); }

}  // namespace trainyard::kernels::trees::block
