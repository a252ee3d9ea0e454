#include "kernels/base/buffer.hpp"

#include <cstring>
#include <string>

#include "kernels/base/backend.hpp"
#include "kernels/base/memory_cuda.hpp"
#include "kernels/base/pages.hpp"

namespace trainyard::kernels {

Memory::Memory(const Exec& exec, std::size_t bytes, Kind kind) : exec_(exec), kind_(kind), bytes_(bytes) {
  if (bytes == 0) return;
  if (exec.on_gpu()) {
    if constexpr (built_with_cuda) {
      data_ = kind == Kind::of_both ? cuda::allocate_of_both(exec.ordinal, bytes) : cuda::allocate(exec.ordinal, bytes);
    } else {
      refuse_gpu(exec);
    }
  } else {
    data_ = allocate_pages(bytes);
  }
}

Memory& Memory::operator=(Memory&& other) noexcept {
  if (this != &other) {
    release();
    exec_ = other.exec_;
    kind_ = other.kind_;
    data_ = std::exchange(other.data_, nullptr);
    bytes_ = std::exchange(other.bytes_, 0);
  }
  return *this;
}

void Memory::release() noexcept {
  if (data_ == nullptr) return;
  if (exec_.on_gpu()) {
    if constexpr (built_with_cuda) kind_ == Kind::of_both ? cuda::release_of_both(data_) : cuda::release(exec_.ordinal, data_);
  } else {
    release_pages(data_, bytes_);
  }
  data_ = nullptr;
}

void Memory::check_range(std::size_t bytes, std::size_t offset) const {
  if (offset > bytes_ || bytes > bytes_ - offset) {
    throw std::out_of_range("kernels::Memory: bytes " + std::to_string(offset) + " to " + std::to_string(offset + bytes) + " of " +
                            std::to_string(bytes_));
  }
}

void Memory::copy_from_host(const void* source, std::size_t bytes, std::size_t offset) {
  check_range(bytes, offset);
  if (bytes == 0) return;
  auto* target = static_cast<std::byte*>(data_) + offset;
  if (exec_.on_gpu()) {
    if constexpr (built_with_cuda) cuda::copy_to_device(exec_.ordinal, target, source, bytes);
  } else {
    std::memcpy(target, source, bytes);
  }
}

void Memory::copy_to_host(void* target, std::size_t bytes, std::size_t offset) const {
  check_range(bytes, offset);
  kernels::copy_to_host(exec_, target, static_cast<const std::byte*>(data_) + offset, bytes);
}

void Memory::set_zero() {
  if (bytes_ == 0) return;
  if (exec_.on_gpu()) {
    if constexpr (built_with_cuda) cuda::set_zero(exec_.ordinal, data_, bytes_);
  } else {
    std::memset(data_, 0, bytes_);
  }
}

void copy_to_host(const Exec& exec, void* target, const void* source, std::size_t bytes) {
  if (bytes == 0) return;
  if (exec.on_gpu()) {
    if constexpr (built_with_cuda) {
      cuda::copy_to_host(exec.ordinal, target, source, bytes);
    } else {
      refuse_gpu(exec);
    }
  } else {
    std::memcpy(target, source, bytes);
  }
}

}  // namespace trainyard::kernels
