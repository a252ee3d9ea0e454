// Values as bytes, to compare results bit for bit.
#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <vector>

namespace trainyard::reference {

using Bytes = std::vector<std::byte>;

template <class T>
void append_bytes(Bytes& bytes, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  const std::size_t before = bytes.size();
  bytes.resize(before + sizeof value);
  std::memcpy(bytes.data() + before, &value, sizeof value);
}

template <class T>
Bytes bytes_of(const std::vector<T>& values) {
  Bytes bytes;
  for (const T& value : values) append_bytes(bytes, value);
  return bytes;
}

template <class T>
bool same_bits(const T& left, const T& right) {
  static_assert(std::is_trivially_copyable_v<T>);
  return std::memcmp(&left, &right, sizeof left) == 0;
}

}  // namespace trainyard::reference
