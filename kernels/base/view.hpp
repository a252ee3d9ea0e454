// Non-owning views of memory on an Exec's device. Column-major; NaN is a missing number; -1 is a missing code.
// A view knows neither its device nor its owner: it is valid while the owner lives, on the device of the owner's Exec.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace trainyard::kernels {

/// `size` values that lie one after another.
template <class T>
struct View {
  T* data = nullptr;
  std::size_t size = 0;

  constexpr View() = default;
  constexpr View(T* first, std::size_t count) : data(first), size(count) {}
  /// A view to change is a view to read.
  template <class U>
  requires std::is_same_v<const U, T>
  constexpr View(View<U> other) : data(other.data), size(other.size) {}  // NOLINT(google-explicit-constructor)
};

using ColumnView = View<const double>;       ///< numbers
using CodesView = View<const std::int32_t>;  ///< category codes

/// `columns` columns of `rows` values; column c begins at data + c * stride, stride >= rows.
template <class T>
struct MatrixView {
  T* data = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t stride = 0;

  constexpr View<T> column(std::size_t index) const { return {data + index * stride, rows}; }
};

}  // namespace trainyard::kernels
