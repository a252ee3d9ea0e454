// Memory on the device of an Exec, owned.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/base/exec.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels {

/// Untyped owned memory, aligned to 64 bytes at least; what Buffer<T> is made of. Copies return when they are done.
/// Throws std::bad_alloc (CPU), DeviceOutOfMemory or DeviceError (GPU).
class Memory {
 public:
  /// What the host reads and writes, too, is the host's, and the device reaches it over the bus.
  enum class Kind { of_device, of_both };

  Memory() = default;
  Memory(const Exec& exec, std::size_t bytes, Kind kind = Kind::of_device);
  Memory(Memory&& other) noexcept
      : exec_(other.exec_), kind_(other.kind_), data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  Memory& operator=(Memory&& other) noexcept;
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() { release(); }

  [[nodiscard]] void* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] const Exec& exec() const noexcept { return exec_; }
  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  void copy_from_host(const void* source, std::size_t bytes, std::size_t offset);
  void copy_to_host(void* target, std::size_t bytes, std::size_t offset) const;
  void set_zero();

 private:
  void release() noexcept;
  void check_range(std::size_t bytes, std::size_t offset) const;

  Exec exec_;
  Kind kind_ = Kind::of_device;
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// Copies bytes of `exec`'s device to the host.
void copy_to_host(const Exec& exec, void* target, const void* source, std::size_t bytes);

/// `size` values of T on the device of `exec`. Movable, not copyable.
template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>, "a Buffer is copied as bytes");

 public:
  Buffer() = default;
  /// The values are undefined until written; see zero().
  Buffer(const Exec& exec, std::size_t size) : memory_(exec, checked_bytes(size)), size_(size) {}
  /// A copy of `values` on the device.
  Buffer(const Exec& exec, std::span<const T> values) : Buffer(exec, values.size()) { upload(values); }
  Buffer(Buffer&& other) noexcept : memory_(std::move(other.memory_)), size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    memory_ = std::move(other.memory_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] T* data() noexcept { return static_cast<T*>(memory_.data()); }
  [[nodiscard]] const T* data() const noexcept { return static_cast<const T*>(memory_.data()); }
  [[nodiscard]] View<T> view() noexcept { return {data(), size_}; }
  [[nodiscard]] View<const T> view() const noexcept { return {data(), size_}; }

  /// Writes `values` from element `first` on; throws std::out_of_range when they do not fit.
  void upload(std::span<const T> values, std::size_t first = 0) {
    memory_.copy_from_host(values.data(), values.size_bytes(), first * sizeof(T));
  }
  /// Reads target.size() elements from element `first` on; throws std::out_of_range when there are fewer.
  void download(std::span<T> target, std::size_t first = 0) const {
    memory_.copy_to_host(target.data(), target.size_bytes(), first * sizeof(T));
  }
  [[nodiscard]] std::vector<T> download() const {
    std::vector<T> values(size_);
    download(std::span<T>(values));
    return values;
  }
  void zero() { memory_.set_zero(); }

 private:
  static std::size_t checked_bytes(std::size_t size) {
    if (size > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::length_error("kernels::Buffer: size overflows");
    return size * sizeof(T);
  }

  Memory memory_;
  std::size_t size_ = 0;
};

/// The values of a view on the device of `exec`.
template <class T>
std::vector<std::remove_const_t<T>> download(const Exec& exec, View<T> view) {
  std::vector<std::remove_const_t<T>> values(view.size);
  copy_to_host(exec, values.data(), view.data, view.size * sizeof(T));
  return values;
}

}  // namespace trainyard::kernels
