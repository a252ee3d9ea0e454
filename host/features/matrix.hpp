// The feature matrix handed to models: float32, column-major, NaN is missing.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace trainyard::features {

/// Memory that is not written before its owner writes it, in huge pages where it is large: a matrix is filled once, column by column.
void* allocate_pages(std::size_t bytes);
void release_pages(void* data, std::size_t bytes) noexcept;

template <class T>
struct PageAllocator {
  using value_type = T;
  PageAllocator() = default;
  template <class U>
  PageAllocator(const PageAllocator<U>&) {}  // NOLINT(google-explicit-constructor)

  T* allocate(std::size_t count) { return static_cast<T*>(allocate_pages(count * sizeof(T))); }
  void deallocate(T* data, std::size_t count) noexcept { release_pages(data, count * sizeof(T)); }
  /// A new element without a value has none, instead of 0.
  template <class U>
  void construct(U* place) noexcept {
    ::new (static_cast<void*>(place)) U;
  }
  template <class U, class... Args>
  void construct(U* place, Args&&... args) {
    ::new (static_cast<void*>(place)) U(std::forward<Args>(args)...);
  }
  bool operator==(const PageAllocator&) const = default;
};

struct Matrix {
  using Values = std::vector<float, PageAllocator<float>>;

  std::size_t rows = 0;
  std::size_t columns = 0;
  Values values;  ///< values[c * rows + r]

  [[nodiscard]] std::span<const float> column(std::size_t c) const { return {values.data() + c * rows, rows}; }
};

}  // namespace trainyard::features
