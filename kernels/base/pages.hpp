// Host memory for large arrays that are written once.
#pragma once

#include <cstddef>
#include <new>
#include <utility>

namespace trainyard::kernels {

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

}  // namespace trainyard::kernels
