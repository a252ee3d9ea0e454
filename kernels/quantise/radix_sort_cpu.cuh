// Sorts whole numbers by 32 of their bits, from the lowest digit up: stable, and no slower for data of any order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace trainyard::kernels::quantise::cpu {

inline constexpr std::size_t digit_count = 3;
inline constexpr int digit_bits = 11;
inline constexpr std::size_t digit_values = std::size_t{1} << digit_bits;

/// How often each digit has each value; counted while the items are written.
struct DigitCounts {
  std::array<std::array<std::uint32_t, digit_values>, digit_count> of = {};

  static std::size_t digit(std::uint32_t key, std::size_t index) {
    return (key >> (static_cast<int>(index) * digit_bits)) & (digit_values - 1);
  }
  void add(std::uint32_t key) {
    for (std::size_t i = 0; i < digit_count; ++i) ++of[i][digit(key, i)];
  }
};

inline std::uint32_t sort_key(std::uint32_t item) { return item; }
/// A key and, below it, the number of its row.
inline std::uint32_t sort_key(std::uint64_t item) { return static_cast<std::uint32_t>(item >> 32); }

/// Sorts items[0, size) with as much room in `spare`; returns where the sorted ones are, one of the two. A digit that is the same in
/// all items takes no pass.
template <class Item>
Item* radix_sort(Item* items, Item* spare, std::size_t size, DigitCounts& counts) {
  if (size == 0) return items;
  for (std::size_t i = 0; i < digit_count; ++i) {
    auto& next = counts.of[i];
    if (next[DigitCounts::digit(sort_key(items[0]), i)] == size) continue;
    std::uint32_t sum = 0;
    for (std::uint32_t& each : next) sum += std::exchange(each, sum);
    for (std::size_t item = 0; item < size; ++item) spare[next[DigitCounts::digit(sort_key(items[item]), i)]++] = items[item];
    std::swap(items, spare);
  }
  return items;
}

}  // namespace trainyard::kernels::quantise::cpu
